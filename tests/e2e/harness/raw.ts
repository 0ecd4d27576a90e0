/** Python that opens widgets by bare comms, for states that our own classes would refuse. */

export const RAW = `
import json, math
from comm import create_comm
from IPython.display import display

def names(model, view=None):
    ours = {"module": "yewpyter", "module_version": "*"}
    state = {f"_{part}_{key}": text for part in ("model", "view") for key, text in ours.items()}
    return state | {"_model_name": f"{model}Model", "_view_name": f"{view or model}View"}

def raw(model, version="2.1.0", buffer_paths=(), buffers=None, comm_id=None, **state):
    options = {} if comm_id is None else {"comm_id": comm_id}
    return create_comm(
        target_name="jupyter.widget",
        data={"state": names(model) | state, "buffer_paths": list(buffer_paths)},
        metadata={"version": version}, buffers=buffers, **options,
    )

def update(comm, buffer_paths=(), buffers=None, **state):
    comm.send({"method": "update", "state": state, "buffer_paths": list(buffer_paths)}, buffers=buffers)

def show(*comms):
    for comm in comms:
        view = {"model_id": comm if isinstance(comm, str) else comm.comm_id, "version_major": 2, "version_minor": 0}
        display({"application/vnd.jupyter.widget-view+json": view}, raw=True)
`;

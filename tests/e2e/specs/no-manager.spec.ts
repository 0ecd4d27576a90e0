/** JupyterLab without ipywidgets' manager. */

import { expect, test } from '../harness/lab.ts';

test.use({ serverOptions: { disabled: ['@jupyter-widgets/jupyterlab-manager'] } });

test('without a widget manager the output says what to install', async ({ lab }) => {
  lab.complaints.expect(/no widget manager|jupyter-widgets/i);
  // JupyterLab's own, as nobody takes the comm.
  lab.complaints.expect(/Exception opening new comm/);
  const notebook = await lab.notebook();
  const { output } = await notebook.run('from yewpyter import Slider\nSlider(3, description="here")');
  await expect(output.getByRole('alert')).toContainText('jupyterlab_widgets');
  await expect(output).toContainText('Slider(');
  lab.errorsAreExpected();
});

/** The InstallButton, with pip and the package index as they are. */

import { expect, test } from '../harness/lab.ts';

/** Small, pure Python, without requirements, and nothing that JupyterLab stands on. */
const PACKAGE = 'cowsay';

const REMOVE = `
import subprocess, sys
subprocess.run([sys.executable, "-m", "pip", "uninstall", "--yes", "--quiet", "${PACKAGE}"], check=True, capture_output=True)`;

test('asks first, installs a real package, shows the log, and says that it worked', async ({ lab }) => {
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`${REMOVE}
from importlib import metadata
from yewpyter import InstallButton
installed = lambda: [d.metadata["Name"] for d in metadata.distributions() if d.metadata["Name"] == "${PACKAGE}"]
button = InstallButton("${PACKAGE}")
display(button)`);
  expect(await notebook.value('installed()')).toEqual([]);
  await output.getByRole('button', { name: `Install ${PACKAGE}` }).click();
  const question = output.getByRole('group', { name: 'Confirm the installation' });
  await expect(question).toContainText(PACKAGE);
  await expect(question).toContainText((await notebook.value('__import__("sys").executable')) as string);
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(question).toHaveCount(0);
  expect(await notebook.value('button.status')).toBe('ready');
  await output.getByRole('button', { name: `Install ${PACKAGE}` }).click();
  await question.getByRole('button', { name: 'Install' }).click();
  await expect(output.getByRole('log')).toContainText(`Collecting ${PACKAGE}`, { timeout: 60_000 });
  await expect(output.getByRole('status').filter({ hasText: PACKAGE })).toBeVisible({ timeout: 60_000 });
  await notebook.expectValue('button.status', 'succeeded');
  await expect(output.getByRole('log')).toContainText('Successfully installed');
  expect(await notebook.value('installed()')).toEqual([PACKAGE]);
  await notebook.exec(`import ${PACKAGE}`);
  await notebook.exec(REMOVE);
});

test('a package that does not exist fails with a reason that names it', async ({ lab }) => {
  const name = 'yewpyter-no-such-package-zzz';
  const notebook = await lab.notebook();
  const { output } = await notebook.run(`
from yewpyter import InstallButton
button = InstallButton("${name}", confirm=False)
display(button)`);
  await output.getByRole('button', { name: `Install ${name}` }).click();
  await expect(output.locator('.yp-failed')).toContainText(name, { timeout: 60_000 });
  await notebook.expectValue('button.status', 'failed');
  await expect(output.getByRole('button', { name: `Install ${name}` })).toBeEnabled();
});

test('cancel ends the whole group of processes', async ({ lab }) => {
  const notebook = await lab.notebook();
  // A package index that takes the question and never answers.
  const { output } = await notebook.run(`
import os, socket, subprocess, threading
from yewpyter import InstallButton
index = socket.create_server(("127.0.0.1", 0))
asked = threading.Event()
def listen():
    while True:
        connection, _ = index.accept()
        kept.append(connection)
        asked.set()
kept = []
threading.Thread(target=listen, daemon=True).start()
button = InstallButton("${PACKAGE}", confirm=False, upgrade=True, extra_args=["--index-url", f"http://127.0.0.1:{index.getsockname()[1]}/", "--retries", "0"])
def children():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                command = file.read()
        except OSError:
            continue
        if "pip" in command and f":{index.getsockname()[1]}/" in command:
            found.append(pid)
    return found
display(button)`);
  await output.getByRole('button', { name: `Install ${PACKAGE}` }).click();
  await notebook.expectValue('asked.is_set()', true);
  expect(((await notebook.value('children()')) as string[]).length).toBeGreaterThan(0);
  await output.getByRole('button', { name: 'Cancel' }).click();
  await notebook.expectValue('[button.status, children()]', ['cancelled', []]);
  await expect(output.getByRole('button', { name: `Install ${PACKAGE}` })).toBeEnabled();
});

test('what the page says changes nothing about what is installed', async ({ lab }) => {
  const notebook = await lab.notebook();
  await notebook.run(`
from yewpyter import InstallButton
button = InstallButton("${PACKAGE}", disabled=True)
display(button)`);
  const id = (await notebook.value('button.model_id')) as string;
  await notebook.withManager(async (manager, model_id) => {
    const model = await manager.get_model(model_id);
    model.set({ packages: ['evil'], status: 'ready', disabled: false });
    model.save_changes();
    model.send({ event: 'go', packages: ['evil'] });
    model.send({ event: 'install' });
    model.send(['go']);
  }, id);
  await notebook.exec('button.tooltip = "heard"');
  await expect
    .poll(() =>
      notebook.withManager(async (manager, model) => (await manager.get_model(model)).get('tooltip'), id),
    )
    .toBe('heard');
  expect(await notebook.value('[list(button.packages), button.status, button.disabled]')).toEqual([
    [PACKAGE],
    'ready',
    true,
  ]);
});

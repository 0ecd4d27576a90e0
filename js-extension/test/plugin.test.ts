/** The plugin, with and without ipywidgets' manager on the page. */

import { IJupyterWidgetRegistry, type IWidgetRegistryData } from '@jupyter-widgets/base';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { describe, expect, it, vi } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import plugin from '../src/index';
import { VERSION } from '../src/version';

vi.mock('@jupyterlab/rendermime', () => ({ IRenderMimeRegistry: {} }));

const docRegistry = { addWidgetExtension: vi.fn() };

const appWith = (registry: IJupyterWidgetRegistry | null) =>
  ({
    docRegistry,
    resolveOptionalService: (token: unknown) =>
      Promise.resolve(token === IJupyterWidgetRegistry ? registry : null),
  }) as unknown as JupyterFrontEnd;

describe('the plugin', () => {
  it('registers under the package’s version; the classes are there before the WASM', async () => {
    const registered: IWidgetRegistryData[] = [];
    const never = vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise(() => undefined));
    await plugin.activate(appWith({ registerWidget: data => registered.push(data) }), null);
    const [data] = registered;
    expect([data?.name, data?.version]).toEqual(['yewpyter', VERSION]);
    expect(never).not.toHaveBeenCalled();
    const classes = await (data?.exports as () => Promise<Record<string, { name: string } | undefined>>)();
    expect(classes['ButtonModel']).toBeDefined();
    expect(classes['ButtonModel']).toBe(classes['ButtonModel']);
    expect(classes['ButtonModel']).not.toBe(classes['TextModel']);
    expect(classes['ButtonView']).toBeDefined();
    expect(classes['Something']).toBeUndefined();
    await vi.waitFor(() => {
      expect(never).toHaveBeenCalledOnce();
    });
  });

  it('follows notebooks, whether there is a manager or not', async () => {
    docRegistry.addWidgetExtension.mockClear();
    await plugin.activate(appWith({ registerWidget: () => undefined }), null);
    await plugin.activate(appWith(null), null);
    const factories = docRegistry.addWidgetExtension.mock.calls.map(([factory]: unknown[]) => factory);
    expect(factories).toEqual(['Notebook', 'Notebook']);
  });

  it('has the package’s version', () => {
    expect(VERSION).toBe(manifest.version);
  });

  it('says in the output’s place what is missing, and what to install', async () => {
    const factories: { factory: IRenderMime.IRendererFactory; rank: number | undefined }[] = [];
    const rendermime = {
      addFactory: (factory: IRenderMime.IRendererFactory, rank?: number) => factories.push({ factory, rank }),
    } as unknown as IRenderMimeRegistry;
    await plugin.activate(appWith(null), rendermime);
    const [added] = factories;
    expect(added?.factory.mimeTypes).toEqual(['application/vnd.jupyter.widget-view+json']);
    const renderer = added?.factory.createRenderer({} as IRenderMime.IRendererOptions);
    await renderer?.renderModel({
      data: { 'text/plain': 'Button()\n\nInstall yewpyter.' },
    } as unknown as IRenderMime.IMimeModel);
    expect(renderer?.node.querySelector('[role=alert]')?.textContent).toContain('pip install');
    expect(renderer?.node.querySelector('pre')?.textContent).toBe('Button()');
  });

  it('survives a page where not even ipywidgets’ base is', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const app = {
      docRegistry,
      resolveOptionalService: () => Promise.reject(new Error('Shared module is not available')),
    } as unknown as JupyterFrontEnd;
    await plugin.activate(app, null);
    expect(console.warn).toHaveBeenCalled();
  });
});

/**
 * What is not certain about Colab's output frames, as one object of switches. The suite runs with every fact at its
 * worst and with every fact at its best; what works at both does not depend on any.
 */

/** One way Colab might be. */
export interface Facts {
  /** Whether a frame may import modules from `data:` and `blob:` addresses. */
  readonly inlineModules: boolean;
  /** Whether a frame may import Google's own manager module. */
  readonly googleManager: boolean;
  /** Whether the frame's policy lets text be evaluated as a script. */
  readonly evaluation: boolean;
  /** Whether the frame's policy lets WebAssembly be compiled. Known to be so: a switch of its own, on in both presets. */
  readonly wasm: boolean;
  /** Whether `google.colab.kernel.proxyPort` gives an address. */
  readonly proxyPort: boolean;
  /** Whether a manager's environment has `openCommChannel` and `renderOutput`. */
  readonly undocumentedMembers: boolean;
  /** Whether the frame may use CacheStorage and the other stores of its origin. */
  readonly storage: boolean;
  /** Who shares an origin, and so its stores: the outputs of a notebook, or nobody. */
  readonly frameOrigins: 'notebook' | 'output';
  /** Whether the frames of outputs can send messages to each other's windows. */
  readonly siblings: boolean;
  /** Whether a frame hears kernel messages that were caused by another cell or its output. */
  readonly deliversAcrossCells: boolean;
  /** How binary buffers arrive: as documented, or as views into something larger. */
  readonly buffers: 'ArrayBuffer' | 'views';
  /** When `send` resolves: when the kernel is through with the message, or once it is on its way. */
  readonly sendResolves: 'handled' | 'sent';
  /** Whether `messages` of open comms end when the kernel is restarted. */
  readonly restartEndsComms: boolean;
  /** Whether a manager can ask for the state of models that were saved with the notebook. */
  readonly keepsModels: boolean;
  /** `google.colab.kernel.accessAllowed` while there is a kernel. True in both presets. */
  readonly accessAllowed: boolean;
  /** Whether comms may be opened. True in both presets; else each try is refused. */
  readonly comms: boolean;
}

/** Everything that is not certain turns out badly. */
export const worst: Facts = {
  inlineModules: false,
  googleManager: false,
  evaluation: false,
  wasm: true,
  proxyPort: false,
  undocumentedMembers: false,
  storage: false,
  frameOrigins: 'output',
  siblings: false,
  deliversAcrossCells: false,
  buffers: 'views',
  sendResolves: 'sent',
  restartEndsComms: false,
  keepsModels: false,
  accessAllowed: true,
  comms: true,
};

/** Everything that is not certain turns out well. */
export const best: Facts = {
  inlineModules: true,
  googleManager: true,
  evaluation: true,
  wasm: true,
  proxyPort: true,
  undocumentedMembers: true,
  storage: true,
  frameOrigins: 'notebook',
  siblings: true,
  deliversAcrossCells: true,
  buffers: 'ArrayBuffer',
  sendResolves: 'handled',
  restartEndsComms: true,
  keepsModels: true,
  accessAllowed: true,
  comms: true,
};

/** Where Google publishes the module that draws other libraries' widgets; a stand-in answers there in the emulator. */
export const GOOGLE = 'https://ssl.gstatic.com';

/** The content security policy of a frame; `assets` is where a manager of our own may be published. */
export function policyOf(facts: Facts, assets: string): string {
  const sources = ["'self'", "'unsafe-inline'", assets];
  if (facts.inlineModules) {
    sources.push('data:', 'blob:');
  }
  if (facts.googleManager) {
    sources.push(GOOGLE);
  }
  if (facts.wasm) {
    // The general permission would include the special one.
    sources.push(facts.evaluation ? "'unsafe-eval'" : "'wasm-unsafe-eval'");
  }
  return `script-src ${sources.join(' ')}`;
}

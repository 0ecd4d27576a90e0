/** Calls between two windows over a message port: each side names what the other may call. */

type Argument<Call> = Call extends (argument: infer A) => unknown ? A : never;
type Result<Call> = Call extends (argument: never) => infer R ? Awaited<R> : never;

interface Question {
  readonly question: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** One end of a port. */
export class Line<Theirs extends object> {
  readonly #port: MessagePort;
  readonly #ours: ReadonlyMap<string, (argument: unknown) => unknown>;
  readonly #open = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(port: MessagePort, ours: object) {
    this.#port = port;
    this.#ours = new Map(Object.entries(ours) as [string, (argument: unknown) => unknown][]);
    port.onmessage = ({ data }: MessageEvent<Question | Answer>) => {
      if ('answer' in data) {
        this.#open.get(data.answer)?.(data);
        this.#open.delete(data.answer);
      } else {
        void this.#reply(data);
      }
    };
  }

  /** Calls the other side; rejects with what it throws. */
  call<Name extends keyof Theirs & string>(
    name: Name,
    argument: Argument<Theirs[Name]>,
  ): Promise<Result<Theirs[Name]>> {
    const question = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#open.set(question, ({ value, error }) => {
        if (error === undefined) {
          resolve(value as Result<Theirs[Name]>);
        } else {
          reject(new Error(error));
        }
      });
      this.#port.postMessage({ question, name, argument } satisfies Question);
    });
  }

  async #reply({ question, name, argument }: Question): Promise<void> {
    try {
      const call = this.#ours.get(name);
      if (call === undefined) {
        throw new Error(`Nobody answers to ${name}`);
      }
      this.#port.postMessage({ answer: question, value: await call(argument) } satisfies Answer);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#port.postMessage({ answer: question, error: text } satisfies Answer);
    }
  }
}

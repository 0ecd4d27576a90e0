/** A comm of an output frame, with the test in the kernel's place. */

import { Channel, type Question } from '../src/colab/channel';
import type { Binary, Comm, CommMessage } from '../src/colab/environment';
import { Mailbox } from '../src/colab/mailbox';

/** What the frame has sent. */
export interface Sent {
  readonly data: Readonly<Record<string, unknown>>;
  readonly buffers: readonly ArrayBuffer[];
}

/** One comm. */
export class FrameComm implements Comm {
  readonly messages = new Mailbox<CommMessage>();
  readonly sent: Sent[] = [];
  /** Answers a message; undefined is silence. */
  answer: (data: Sent['data'], sent: Sent) => object | undefined = () => undefined;
  /** Binary content of the next answers. */
  content: (data: Sent['data']) => Binary[] = () => [];

  send(data: unknown, { buffers = [] }: { buffers?: ArrayBuffer[] } = {}): Promise<void> {
    const sent = { data: data as Sent['data'], buffers };
    this.sent.push(sent);
    const answer = this.answer(sent.data, sent);
    if (answer !== undefined) {
      this.say({ re: sent.data['id'], ...answer }, this.content(sent.data));
    }
    return Promise.resolve();
  }

  close(): void {
    this.messages.close();
  }

  /** The kernel says something. */
  say(data: object, buffers: Binary[] = []): void {
    this.messages.put({ data, buffers });
  }

  /** The questions of one kind. */
  asked(kind: string): Sent['data'][] {
    return this.sent.map(({ data }) => data).filter(data => data['ask'] === kind);
  }
}

/** A channel on a comm that is open. */
export async function openedChannel(comm: Comm, questions?: readonly Question[]): Promise<Channel> {
  const channel = new Channel(Promise.resolve(comm), questions);
  await Promise.resolve(); // it takes the comm
  return channel;
}

/**
 * The tslab kernel as a child process, spoken to in Jupyter's message protocol 5.3 over ZeroMQ, without Python
 * (https://jupyter-client.readthedocs.io/en/stable/messaging.html). Only what running cells one by one needs: the
 * shell, iopub and control channels.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dealer, Subscriber } from 'zeromq';
import { z } from 'zod';
import { UserError } from '../../errors';
import { packageRoot } from '../package';

const delimiter = '<IDS|MSG>';
const startSeconds = 60;

const message = z.object({
  header: z.looseObject({ msg_type: z.string() }),
  parent: z.looseObject({ msg_id: z.string().optional() }),
  content: z.record(z.string(), z.unknown()),
});

/** A message from the kernel. */
export interface KernelMessage {
  readonly type: string;
  /** Id of the request that it belongs to. */
  readonly parent: string | undefined;
  readonly content: Readonly<Record<string, unknown>>;
}

/** How a cell ended. */
export interface ExecuteReply {
  readonly status: 'ok' | 'error' | 'aborted';
  readonly executionCount: number;
}

const executeReply = z.object({
  status: z.enum(['ok', 'error', 'aborted']),
  execution_count: z.int().nullish(),
});

type Waiting = (message: KernelMessage) => void;

/** A running kernel. Start one with `startKernel`, and always `stop` it. */
export class Kernel {
  readonly #waiting = new Map<string, Waiting>();
  readonly #session = randomUUID();
  readonly #exited: Promise<void>;
  #onPublished: Waiting = () => undefined;
  #sending: Promise<void> = Promise.resolve();
  #log = '';
  #executed = 0;

  constructor(
    private readonly process: ChildProcess,
    private readonly key: string,
    private readonly sockets: { shell: Dealer; control: Dealer; iopub: Subscriber },
    private readonly folder: string,
  ) {
    this.#exited = new Promise((resolve) => process.once('exit', () => resolve()));
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    void this.#pump(sockets.shell, (reply) => this.#settle(reply));
    void this.#pump(sockets.control, (reply) => this.#settle(reply));
    void this.#pump(sockets.iopub, (published) => this.#onPublished(published));
  }

  /** Resolves once the shell answers and an iopub message has come through: subscriptions join late. */
  async ready(): Promise<void> {
    let heard = false;
    this.#onPublished = () => (heard = true);
    for (const start = Date.now(); Date.now() - start < startSeconds * 1000; ) {
      const answered = await this.#alive(
        timeLimit(this.#request(this.sockets.shell, 'kernel_info_request', {}), 1000),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (answered && heard) return;
    }
    throw new UserError(`the tslab kernel did not start within ${startSeconds} s: ${this.#lastWords()}`);
  }

  /**
   * Runs one cell.
   * @param publish is given what the cell shows, as it comes.
   * @throws UserError when the kernel dies.
   */
  async execute(code: string, publish: Waiting): Promise<ExecuteReply> {
    let idle: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (idle = resolve));
    const { id, reply } = this.#send(this.sockets.shell, 'execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    this.#onPublished = (published) => {
      if (published.parent !== id) return;
      if (published.type !== 'status') publish(published);
      else if (published.content.execution_state === 'idle') idle();
    };
    const [{ content }] = await this.#alive(Promise.all([reply, done]));
    const { status, execution_count } = executeReply.parse(content);
    this.#executed = execution_count ?? this.#executed + 1;
    return { status, executionCount: this.#executed };
  }

  /** Asks it to end, and ends it when it does not within three seconds. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await timeLimit(this.#request(this.sockets.control, 'shutdown_request', { restart: false }), 2000);
      await timeLimit(
        this.#exited.then(() => true),
        3000,
      );
      this.process.kill('SIGKILL');
      await this.#exited;
    }
    for (const socket of Object.values(this.sockets)) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The promise, or a UserError when the kernel dies first. */
  #alive<T>(promise: Promise<T>): Promise<T> {
    const died = this.#exited.then(() => {
      throw new UserError(`the tslab kernel ended unexpectedly: ${this.#lastWords()}`);
    });
    return Promise.race([promise, died]);
  }

  #lastWords(): string {
    return this.#log.trim().split('\n').slice(-3).join(' | ') || 'it said nothing';
  }

  #send(socket: Dealer, type: string, content: object): { id: string; reply: Promise<KernelMessage> } {
    const id = randomUUID();
    const date = new Date().toISOString();
    const header = { msg_id: id, session: this.#session, username: 'node', date, msg_type: type, version: '5.3' };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const reply = new Promise<KernelMessage>((resolve) => this.#waiting.set(id, resolve));
    // A socket takes one message at a time.
    this.#sending = this.#sending.then(() => socket.send([delimiter, this.#sign(parts), ...parts]));
    return { id, reply };
  }

  #request(socket: Dealer, type: string, content: object): Promise<KernelMessage> {
    return this.#send(socket, type, content).reply;
  }

  #settle(reply: KernelMessage): void {
    this.#waiting.get(reply.parent ?? '')?.(reply);
    this.#waiting.delete(reply.parent ?? '');
  }

  #sign(parts: readonly (string | Buffer)[]): string {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  /** Hands on what a socket receives until it is closed; what is not signed with our key is not for us. */
  async #pump(socket: Dealer | Subscriber, take: Waiting): Promise<void> {
    for await (const frames of socket) {
      const at = frames.findIndex((frame) => frame.toString() === delimiter);
      const parts = frames.slice(at + 2, at + 6);
      if (at < 0 || this.#sign(parts) !== frames[at + 1].toString()) continue;
      const [header, parent, , content] = parts.map((part): unknown => JSON.parse(part.toString()));
      const parsed = message.parse({ header, parent, content });
      take({ type: parsed.header.msg_type, parent: parsed.parent.msg_id, content: parsed.content });
    }
  }
}

/** Starts tslab's kernel. @param cwd where its cells find their modules. @throws UserError when tslab is missing. */
export async function startKernel(cwd: string): Promise<Kernel> {
  const tslab = tslabProgram();
  const { Dealer, Subscriber } = await import('zeromq');
  const [shell, iopub, control, stdin, heartbeat] = await freePorts(5);
  const key = randomUUID();
  const folder = mkdtempSync(join(tmpdir(), 'posttrain-kernel-'));
  const connection = {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell,
    iopub_port: iopub,
    control_port: control,
    stdin_port: stdin,
    hb_port: heartbeat,
    key,
    signature_scheme: 'hmac-sha256',
  };
  const file = join(folder, 'connection.json');
  writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
  const process_ = spawn(process.execPath, [tslab, 'kernel', '--config-path', file], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const sockets = {
    shell: new Dealer({ linger: 0 }),
    control: new Dealer({ linger: 0 }),
    iopub: new Subscriber({ linger: 0 }),
  };
  const address = (port: number) => `tcp://127.0.0.1:${port}`;
  sockets.shell.connect(address(shell));
  sockets.control.connect(address(control));
  sockets.iopub.connect(address(iopub));
  sockets.iopub.subscribe();
  const kernel = new Kernel(process_, key, sockets, folder);
  try {
    await kernel.ready();
    return kernel;
  } catch (error) {
    await kernel.stop();
    throw error;
  }
}

/** What starts tslab, for Jupyter too. @throws UserError when tslab is not installed. */
function tslabProgram(): string {
  try {
    require.resolve('tslab/package.json');
  } catch {
    throw new UserError('tslab is not installed; notebooks run in a clone of the project: run `npm ci` there');
  }
  return join(packageRoot, 'notebooks', 'kernels', 'tslab', 'tslab.cjs');
}

/** The value, or undefined when it takes longer. */
async function timeLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Ports that nobody listens on just now, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

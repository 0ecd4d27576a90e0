// A comm's round trip through the Jupyter server, without and with the TCP_NODELAY that the wheel has it set.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';

const script = join(resolve(import.meta.dirname, '..'), 'python/tests_server/round_trips.py');
const { status } = spawnSync(process.env.YEWPYTER_JUPYTER, [script], { stdio: 'inherit' });
process.exitCode = status ?? 1;

// The job engines of others, measured as ours is: node peers.mjs <engine> <jobs> <folder with node_modules>
// One line of JSON: rates in jobs/s, milliseconds, and this process's own CPU in µs per job while processing.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [engine, count, folder] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const load = createRequire(join(folder, 'package.json'));
const { POSTGRES, REDIS_PORT, REDIS_PASSWORD, MARK } = process.env;
const now = () => Number(process.hrtime.bigint()) / 1e6;
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

async function oneByOne(add, n) {
  const start = now();
  for (let i = 0; i < n; i++) await add({ i });
  return n * 1000 / (now() - start);
}

async function inFlight(add, n, width) {
  const start = now();
  let left = n;
  await Promise.all(Array.from({ length: width }, async () => { while (left-- > 0) await add({ i: left }); }));
  return n * 1000 / (now() - start);
}

async function bulk(addMany, n, size) {
  const start = now();
  for (let i = 0; i < n; i += size) await addMany(Array.from({ length: size }, (_, j) => ({ i: i + j })));
  return n * 1000 / (now() - start);
}

// The second half counts: by then engine and compiler are warm, as they are in a worker that has been up for a minute.
// What is written to standard output tells the benchmark between which instants it should count the servers' CPU.
async function processing(begin, total) {
  const half = Math.floor(total / 2);
  let cpu, start;
  const done = { count: 0 };
  const finished = new Promise(resolve => {
    done.one = (n = 1) => {
      done.count += n;
      if (start === undefined && done.count >= half) {
        process.stdout.write('processing-begins\n');
        start = now();
        cpu = process.cpuUsage();
        done.before = done.count;
      }
      if (done.count >= total) resolve();
    };
  });
  await begin(done);
  await finished;
  const took = now() - start;
  const used = process.cpuUsage(cpu);
  process.stdout.write('processing-ends\n');
  await sleep(300);
  const counted = total - done.before;
  return { rate: counted * 1000 / took, cpu: (used.user + used.system) / counted, counted };
}

async function latency(add, seconds, perSecond, starts) {
  starts.length = 0;
  for (let i = 0; i < seconds * perSecond; i++) {
    await add({ at: now() });
    await sleep(1000 / perSecond - 1);
  }
  await sleep(500);
  const sorted = starts.toSorted((a, b) => a - b);
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p99: sorted[Math.floor(sorted.length * 0.99)] };
}

async function bullmq() {
  const { Queue, Worker } = load('bullmq');
  const connection = { host: '127.0.0.1', port: Number(REDIS_PORT), password: REDIS_PASSWORD, maxRetriesPerRequest: null };
  const options = { removeOnComplete: true };
  const queue = new Queue('bench', { connection });
  const add = data => queue.add('noop', data, options);
  const addMany = list => queue.addBulk(list.map(data => ({ name: 'noop', data, opts: options })));
  const result = { one: await oneByOne(add, 2000), fifty: await inFlight(add, 20000, 50) };
  await queue.obliterate({ force: true });
  result.bulk = await bulk(addMany, count, 1000);
  const starts = [];
  let done = { one() {} };
  let worker;
  Object.assign(result, await processing(async d => {
    done = d;
    worker = new Worker('bench', async job => { if (job.data.at) starts.push(now() - job.data.at); done.one(); }, { connection, concurrency: 200 });
  }, count));
  Object.assign(result, await latency(add, 5, 100, starts));
  await worker.close();
  await queue.close();
  return result;
}

async function pgboss() {
  const { PgBoss } = load('pg-boss');
  const boss = new PgBoss({ connectionString: POSTGRES, max: 20, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue('bench');
  const add = data => boss.send('bench', data);
  const addMany = list => boss.insert('bench', list.map(data => ({ data })));
  const result = { one: await oneByOne(add, 500), fifty: await inFlight(add, 2000, 50) };
  await boss.deleteAllJobs('bench');
  result.bulk = await bulk(addMany, count, 1000);
  const starts = [];
  let done = { one() {} };
  // Its own polling starts every half second at best, so a full batch is asked for again at once.
  Object.assign(result, await processing(async d => {
    done = d;
    const loop = async () => {
      for (let jobs; (jobs = await boss.fetch('bench', { batchSize: 500 })).length > 0;) {
        await boss.complete('bench', jobs.map(job => job.id));
        done.one(jobs.length);
      }
    };
    await Promise.all([loop(), loop()]);
  }, count));
  let stop = false;
  const poll = (async () => {
    while (!stop) {
      const jobs = await boss.fetch('bench', { batchSize: 50 });
      for (const job of jobs) starts.push(now() - job.data.at);
      if (jobs.length > 0) await boss.complete('bench', jobs.map(job => job.id)); else await sleep(2);
    }
  })();
  Object.assign(result, await latency(add, 5, 100, starts));
  stop = true;
  await poll;
  await boss.stop({ graceful: false });
  return result;
}

async function graphile() {
  const { run, makeWorkerUtils, Logger } = load('graphile-worker');
  const logger = new Logger(() => () => {});
  const utils = await makeWorkerUtils({ connectionString: POSTGRES, logger });
  await utils.migrate();
  const add = data => utils.addJob('noop', data);
  const addMany = list => utils.addJobs(list.map(payload => ({ identifier: 'noop', payload })));
  const { Pool } = load('pg');
  const pool = new Pool({ connectionString: POSTGRES, max: 20 });
  const result = { one: await oneByOne(add, 500), fifty: await inFlight(add, 2000, 50) };
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  result.bulk = await bulk(addMany, count, 1000);
  const starts = [];
  let done = { one() {} };
  let runner;
  Object.assign(result, await processing(async d => {
    done = d;
    runner = await run({
      connectionString: POSTGRES, maxPoolSize: 20, concurrency: 24, logger, noHandleSignals: true, pollInterval: 1000,
      preset: { worker: { localQueue: { size: 500, refetchDelay: { durationMs: 20, maxAbortThreshold: 20 } }, completeJobBatchDelay: 0, failJobBatchDelay: 0, concurrentJobs: 24 } },
      taskList: { noop: payload => { if (payload.at) starts.push(now() - payload.at); done.one(); } },
    });
  }, count));
  Object.assign(result, await latency(add, 5, 100, starts));
  await runner.stop();
  await utils.release();
  await pool.end();
  return result;
}

const result = await { bullmq, pgboss, graphile }[engine]();
process.stdout.write(JSON.stringify(result) + '\n');
process.exit(0);

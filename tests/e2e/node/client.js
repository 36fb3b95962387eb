// @grpc/grpc-js as the judge of a server. Prints a line for each step of the scenario.
import { deepStrictEqual as same, ok } from 'node:assert';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import {
  BadRequest, ErrorInfo, FileDescriptorProto, Status, options, services, valuesOf as valuesOfKey,
} from './judge.js';

const { status: codes, Metadata } = grpc;
const PATIENCE_MS = 30_000;
const LONG_MS = 600_000;
const ENDLESS = { to: '9223372036854775807', padding_bytes: 1000 };

const soon = (ms = PATIENCE_MS) => ({ deadline: Date.now() + ms });

// A unary call under way: `call`, and `end`, which resolves with all that came of it.
function begin(stub, method, request, { metadata = new Metadata(), options = soon() } = {}) {
  const told = { value: null, headers: new Metadata() };
  const call = stub[method](request, metadata, options, (error, value) => { told.value = value; });
  const end = new Promise((resolve) => {
    call.on('metadata', (headers) => { told.headers = headers; });
    call.on('status', ({ code, details, metadata: trailers }) =>
      resolve({ ...told, code, details, trailers }));
  });
  return { call, end };
}

const say = (j, request, more) => begin(j.stub, 'say', request, more).end;

async function succeeds(end) {
  const { code, details, value } = await end;
  same([code, details], [codes.OK, value === null ? 'an answer' : details]);
  return value;
}

// All messages of a stream, then how it ended.
async function read(call) {
  const values = [];
  try {
    for await (const message of call) values.push(message);
  } catch (error) {
    return { values, code: error.code, details: error.details };
  }
  return { values, code: codes.OK };
}

const numbers = (count, factor = 1) => Array.from({ length: count }, (_, i) => factor * (i + 1));
const valuesOf = ({ values }) => values.map(({ value }) => value);

// A Sum under way: `call` to write to, `end` with its error or its total.
function beginSum(j, options = soon()) {
  let call;
  const end = new Promise((resolve) => {
    call = j.stub.sum(new Metadata(), options, (error, total) =>
      resolve({ code: error?.code ?? codes.OK, details: error?.details, total }));
  });
  return { call, end };
}

// ---- messages ----

async function unary(j) {
  same((await succeeds(say(j, { text: '早上好' }))).text, '早上好');
}

async function empty(j) {
  const { text, padding } = await succeeds(say(j, {}));
  same([text, padding.length], ['', 0]);
}

async function large(j) {
  const text = 'x'.repeat(1 << 20);
  const answer = await succeeds(say(j, { text, reply_bytes: 1 << 20 }));
  ok(answer.text === text);
  same(answer.padding.length, 1 << 20);
}

async function gzip(j) {
  const text = 'x'.repeat(20_000);
  const metadata = new Metadata();
  metadata.set('compress', 'gzip');
  const { code, value, headers } = await begin(j.compressing, 'say',
    { text, reply_bytes: 300_000 }, { metadata }).end;
  same([code, value?.text === text, value?.padding.length], [codes.OK, true, 300_000]);
  same(headers.get('request-compressed'), ['1']);
}

async function many(j) {
  const texts = numbers(100).map(String);
  const answers = await Promise.all(
    texts.map((text, i) => succeeds(say(j, { text, delay_ms: i % 7 }))));
  same(answers.map(({ text }) => text), texts);
}

// ---- streams ----

async function clientStreaming(j) {
  const { call, end } = beginSum(j);
  for (const value of numbers(1000)) if (!call.write({ value })) await once(call, 'drain');
  call.end();
  const { total } = await end;
  same([total?.sum, total?.count], [500500, 1000]);
}

async function serverStreaming(j) {
  for (const to of [0, 1000]) {
    const answer = await read(j.stub.count({ to, padding_bytes: 2000 }, new Metadata(), soon()));
    same([answer.code, answer.details], [codes.OK, undefined]);
    same(valuesOf(answer), numbers(to));
  }
}

async function serverStreamingError(j) {
  const answer = await read(j.stub.count({ to: 3, code: codes.ABORTED }, new Metadata(), soon()));
  same([valuesOf(answer), answer.code], [[1, 2, 3], codes.ABORTED]);
}

async function bidiInStep(j) {
  const chat = j.stub.chat(new Metadata(), soon());
  const answers = chat[Symbol.asyncIterator]();
  for (const value of numbers(100)) {
    chat.write({ value });
    same((await answers.next()).value.value, 2 * value);
  }
  chat.end();
  same((await answers.next()).done, true);
}

async function bidiAtOnce(j) {
  const chat = j.stub.chat(new Metadata(), soon());
  for (const value of numbers(1000)) if (!chat.write({ value })) await once(chat, 'drain');
  chat.end();
  const answer = await read(chat);
  same([valuesOf(answer), answer.code], [numbers(1000, 2), codes.OK]);
}

async function halfCloseFirst(j) {
  const { call, end } = beginSum(j);
  call.end();
  same((await end).total?.count, 0);
  const chat = j.stub.chat(new Metadata(), soon());
  chat.end();
  same(await read(chat), { values: [], code: codes.OK });
}

async function serverEndsFirst(j) {
  const { call, end } = beginSum(j);
  let ended = false;
  end.then(() => { ended = true; });
  while (!ended) { // until it says its last
    if (call.write({ value: -1, padding: Buffer.alloc(1000) })) await new Promise(setImmediate);
    else await Promise.race([once(call, 'drain'), end]);
  }
  const { code, details } = await end;
  same([code, details], [codes.OUT_OF_RANGE, 'a negative number']);
}

// ---- metadata ----

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const pairs = {
  'text': ['a value; with = signs'],
  'twice': ['first', 'second'],
  'all-bin': [everyByte],
  'twice-bin': [Buffer.from([0]), Buffer.from([0, 255])],
};

async function comesBack(j, wanted) {
  const metadata = new Metadata();
  for (const way of ['echo-', 'trail-'])
    for (const [name, values] of Object.entries(pairs))
      for (const value of values) metadata.add(way + name, value);
  const { code, headers, trailers } = await say(j, { code: wanted }, { metadata });
  same(code, wanted);
  for (const [name, values] of Object.entries(pairs)) {
    same(valuesOfKey(headers, `echo-${name}`), values);
    same(valuesOfKey(trailers, `trail-${name}`), values);
  }
}

const metadata = (j) => comesBack(j, codes.OK);
const metadataWithError = (j) => comesBack(j, codes.NOT_FOUND);

// ---- errors ----

async function everyCode(j) {
  const message = '50% 元\t\r\n😈';
  for (let wanted = 1; wanted <= 16; wanted++) {
    const { code, details } = await say(j, { code: wanted, message });
    same([code, details], [wanted, message]);
  }
}

async function details(j) {
  const request = { code: codes.INVALID_ARGUMENT, message: 'no', reason: 'TOO_MUCH', field: 'budget.amount' };
  const { code, details: message, trailers } = await say(j, request);
  same([code, message], [codes.INVALID_ARGUMENT, 'no']);
  const told = Status.decode(trailers.get('grpc-status-details-bin')[0]);
  same([told.code, told.message], [codes.INVALID_ARGUMENT, 'no']);
  same(told.details.map((any) => any.type_url),
    ['type.googleapis.com/google.rpc.ErrorInfo', 'type.googleapis.com/google.rpc.BadRequest']);
  const info = ErrorInfo.decode(told.details[0].value);
  same([info.reason, info.domain], ['TOO_MUCH', 'caravan']);
  same(BadRequest.decode(told.details[1].value).fieldViolations.map(({ field }) => field),
    ['budget.amount']);
}

async function unimplemented(j) {
  for (const path of ['/judge.v1.Judge/None', '/judge.v1.None/Say']) {
    const end = new Promise((resolve) => {
      j.stub.makeUnaryRequest(path, (value) => value, (bytes) => bytes, Buffer.alloc(0),
        new Metadata(), soon(), (error) => resolve(error?.code));
    });
    same(await end, codes.UNIMPLEMENTED);
  }
}

// ---- deadlines and cancellation ----

const tallied = (j) => succeeds(begin(j.stub, 'tally', {}).end);

// Asks for a tally after each round trip, until it is as it should be.
async function until(j, due) {
  const end = Date.now() + PATIENCE_MS;
  for (let now = await tallied(j); !due(now); now = await tallied(j)) {
    ok(Date.now() < end, `the handlers: ${JSON.stringify(now)}`);
    await say(j, { delay_ms: 5 });
  }
}

// As many handlers as before run, and one more at least has ended because nobody waits for it:
// Node's HTTP/2 ends its side of a stream before it resets it, which handlers may take for the end.
const learn = (j, before) => until(j, (now) =>
  now.cancelled + now.expired > before.cancelled + before.expired && now.started === now.ended);
const run = (j, calls) => until(j, (now) => now.started - now.ended === calls);

// A server that resets the call at its deadline, before our own timer, is a cancellation to grpc-js.
function expired(code) {
  ok([codes.DEADLINE_EXCEEDED, codes.CANCELLED].includes(code), `expired with ${code}`);
}

async function deadline(j) {
  const before = await tallied(j);
  const { code } = await say(j, { delay_ms: LONG_MS, heed: true }, { options: soon(500) });
  expired(code);
  await learn(j, before);
}

async function deadlineOfStream(j) {
  const before = await tallied(j);
  const { code } = await read(j.stub.count(ENDLESS, new Metadata(), soon(500)));
  expired(code);
  await learn(j, before);
}

async function deadlineTold(j) {
  same((await succeeds(say(j, { tell_time: true }, { options: {} }))).remaining_ms, 0);
  const { remaining_ms: left } = await succeeds(say(j, { tell_time: true }, { options: soon(20_000) }));
  ok(left >= 10_000 && left <= 20_000, `${left} ms of 20 s`);
}

async function cancelUnary(j) {
  const before = await tallied(j);
  const { call, end } = begin(j.stub, 'say', { delay_ms: LONG_MS, heed: true });
  await run(j, 1);
  call.cancel();
  same((await end).code, codes.CANCELLED);
  await learn(j, before);
}

async function cancelStreams(j) {
  const before = await tallied(j);
  const count = j.stub.count(ENDLESS, new Metadata(), soon());
  const chat = j.stub.chat(new Metadata(), soon());
  const { call: sum, end } = beginSum(j);
  chat.write({ value: 1 });
  sum.write({ value: 1 });
  await run(j, 3);
  const ends = [count, chat].map(async (call) => (await read(call)).code);
  for (const call of [count, chat, sum]) call.cancel();
  same(await Promise.all([...ends, end.then(({ code }) => code)]),
    [codes.CANCELLED, codes.CANCELLED, codes.CANCELLED]);
  await learn(j, before);
}

// ---- health and reflection ----

async function health(j) {
  for (const service of ['', 'judge.v1.Judge'])
    same((await succeeds(begin(j.health, 'check', { service }).end)).status, 'SERVING');
  same((await begin(j.health, 'check', { service: 'none' }).end).code, codes.NOT_FOUND);
}

async function healthWatch(j) {
  const watch = j.health.watch({ service: 'judge.v1.Judge' }, new Metadata(), soon());
  const seen = watch[Symbol.asyncIterator]();
  same((await seen.next()).value.status, 'SERVING');
  watch.cancel();
  const code = await seen.next().then(() => codes.OK, (error) => error.code);
  same(code, codes.CANCELLED);
}

async function reflection(j) {
  const stream = j.reflection.serverReflectionInfo(new Metadata(), soon());
  stream.write({ list_services: '' });
  stream.write({ file_containing_symbol: 'judge.v1.Judge' });
  stream.end();
  const { values: [list, file], code } = await read(stream);
  same(code, codes.OK);
  ok(list.list_services_response.service.some(({ name }) => name === 'judge.v1.Judge'));
  const files = file.file_descriptor_response.file_descriptor_proto.map((raw) =>
    FileDescriptorProto.decode(raw));
  const found = files.find(({ name }) => name === 'judge/v1/judge.proto');
  same(found?.service[0].method[1].clientStreaming, true);
}

const scenario = {
  unary, empty, large, gzip, many,
  client_streaming: clientStreaming, server_streaming: serverStreaming,
  server_streaming_error: serverStreamingError, bidi_in_step: bidiInStep,
  bidi_at_once: bidiAtOnce, half_close_first: halfCloseFirst, server_ends_first: serverEndsFirst,
  metadata, metadata_with_error: metadataWithError, every_code: everyCode, details, unimplemented,
  deadline, deadline_of_stream: deadlineOfStream, deadline_told: deadlineTold,
  cancel_unary: cancelUnary, cancel_streams: cancelStreams,
  health, health_watch: healthWatch, reflection,
};

// The two do not get to speak with each other.
async function refused(j) {
  same((await say(j, {}, { options: soon(10_000) })).code, codes.UNAVAILABLE);
}

function connected({ target, ca, cert, key, name }) {
  const file = (path) => path && readFileSync(path);
  const credentials = ca
    ? grpc.credentials.createSsl(file(ca), file(key) ?? null, file(cert) ?? null)
    : grpc.credentials.createInsecure();
  const more = name
    ? { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } : {};
  const { judge, grpc: standard } = services;
  return {
    stub: new judge.v1.Judge(target, credentials, more),
    compressing: new judge.v1.Judge(target, credentials,
      { ...more, 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip }),
    health: new standard.health.v1.Health(target, credentials, more),
    reflection: new standard.reflection.v1.ServerReflection(target, credentials, more),
  };
}

const given = options(['target', 'ca', 'cert', 'key', 'name'], ['refused']);
const j = connected(given);
for (const [step, walk] of Object.entries(given.refused ? { refused } : scenario)) {
  try {
    await walk(j);
    console.log(`ok - ${step}`);
  } catch (error) {
    console.log(`not ok - ${step}: ${error.message.replaceAll('\n', ' ').slice(0, 500)}`);
  }
}
for (const client of Object.values(j)) client.close();

// The judge service on @grpc/grpc-js. It behaves as tests/support/judge.c does, says on stdout when
// it is ready, and ends in peace on SIGTERM.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { BadRequest, ErrorInfo, Status, definition, options, services, valuesOf } from './judge.js';

const { status: codes, Metadata } = grpc;
const seen = { started: 0, ended: 0, cancelled: 0, expired: 0, sent: 0, received: 0 };

// Counts a handler; what it returns counts its end, once, however it comes about.
function start(call) {
  let ended = false;
  seen.started++;
  const end = (left) => {
    if (ended) return false;
    ended = true;
    seen.ended++;
    if (left && call.getDeadline() <= Date.now()) seen.expired++;
    else if (left) seen.cancelled++;
    return true;
  };
  call.on('cancelled', () => end(true)); // after its own end, too, which then came first
  return end;
}

function echoed(sent, prefix) {
  const metadata = new Metadata();
  for (const key of Object.keys(sent.getMap()))
    if (key.startsWith(prefix)) for (const value of valuesOf(sent, key)) metadata.add(key, value);
  return metadata;
}

const any = (type, message) => ({
  type_url: `type.googleapis.com${type.fullName.replace('.', '/')}`,
  value: type.encode(message).finish(),
});

function errorOf({ code, message, reason, field }, metadata) {
  const details = [];
  if (reason) details.push(any(ErrorInfo, { reason, domain: 'caravan' }));
  if (field) details.push(any(BadRequest, { fieldViolations: [{ field }] }));
  if (details.length > 0)
    metadata.set('grpc-status-details-bin',
      Buffer.from(Status.encode({ code, message, details }).finish()));
  return { code, details: message, metadata };
}

// @grpc/grpc-js compresses no answers; whoever asks for it is told.
function leading({ metadata }) {
  const headers = echoed(metadata, 'echo-');
  if (metadata.get('compress').length > 0) headers.set('answers-plain', '1');
  return headers;
}

function say(call, callback) {
  const { request } = call;
  const end = start(call);
  const trailers = echoed(call.metadata, 'trail-');
  const until = call.getDeadline();
  const remaining_ms = until === Infinity || !request.tell_time ? 0 : Math.max(0, until - Date.now());
  const answer = () => {
    end(call.cancelled);
    if (request.code !== 0) return callback(errorOf(request, trailers));
    const padding = Buffer.alloc(request.reply_bytes);
    return callback(null, { text: request.text, padding, remaining_ms }, trailers);
  };
  call.sendMetadata(leading(call));
  if (request.delay_ms === 0) return answer();
  const timer = setTimeout(answer, request.delay_ms);
  if (request.heed) call.on('cancelled', () => clearTimeout(timer));
  return undefined;
}

function sum(call, callback) {
  const end = start(call);
  const total = { sum: 0, count: 0 };
  const answer = (error, value) => { if (end(false)) callback(error, value); };
  call.on('data', ({ value }) => {
    if (value < 0) return answer({ code: codes.OUT_OF_RANGE, details: 'a negative number' });
    seen.received++;
    total.sum += value;
    total.count++;
    return undefined;
  });
  call.on('end', () => answer(null, total));
}

function count(call) {
  const { to, padding_bytes: bytes, code } = call.request;
  const end = start(call);
  const padding = Buffer.alloc(bytes);
  let value = 0;
  const more = () => {
    while (value < to) {
      if (call.cancelled) return;
      seen.sent++;
      if (!call.write({ value: ++value, padding })) {
        call.once('drain', () => setImmediate(more));
        return;
      }
    }
    if (!end(false)) return;
    if (code === 0) call.end();
    else call.emit('error', { code, details: 'as asked for' });
  };
  more();
}

function chat(call) {
  const end = start(call);
  call.on('data', ({ value, padding }) => {
    seen.received++;
    seen.sent++;
    if (!call.write({ value: 2 * value, padding })) {
      call.pause();
      call.once('drain', () => call.resume());
    }
  });
  call.on('end', () => { if (end(false)) call.end(); });
}

function tally(call, callback) {
  callback(null, seen);
}

function credentialsOf({ 'tls-cert': cert, 'tls-key': key, 'tls-client-ca': ca }) {
  if (!cert) return grpc.ServerCredentials.createInsecure();
  const pair = { private_key: readFileSync(key), cert_chain: readFileSync(cert) };
  return grpc.ServerCredentials.createSsl(ca ? readFileSync(ca) : null, [pair], Boolean(ca));
}

const given = options(['listen', 'tls-cert', 'tls-key', 'tls-client-ca']);
const server = new grpc.Server();
// Weigh is left out: a method that the server does not implement.
server.addService(services.judge.v1.Judge.service, { say, sum, count, chat, tally });
new HealthImplementation({ '': 'SERVING', 'judge.v1.Judge': 'SERVING' }).addToServer(server);
new ReflectionService(definition, { services: ['judge.v1.Judge'] }).addToServer(server);
server.bindAsync(given.listen, credentialsOf(given), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ event: 'ready', listen: [`127.0.0.1:${port}`] }));
});
process.on('SIGTERM', () => server.tryShutdown(() => process.exit(0)));

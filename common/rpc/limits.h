/* Every limit of the RPC layer: its name, its value, its reason. */
#ifndef CV_RPC_LIMITS_H
#define CV_RPC_LIMITS_H

/* ---- messages ---- */
/* What gRPC implementations receive by default; larger needs a setting. */
#define CV_MESSAGE_BYTES_MAX (4u * 1024 * 1024)
/* All memory of one call: request, its unpacked form, reply. 4 MiB of wire unpack to 350 MiB in
 * protobuf-c when nobody counts. */
#define CV_CALL_MEMORY_MAX (16u * 1024 * 1024)
/* protobuf's own default for nesting; protobuf-c recurses without one. */
#define CV_NESTING_MAX 100
/* Elements, unknown fields included, of one message: a million empty submessages fit in 2 MiB. */
#define CV_ELEMENTS_MAX 262144u
/* A peer of a newer version sends some fields we do not know; not thousands. */
#define CV_UNKNOWN_FIELDS_MAX 1024u

/* ---- compression ---- */
/* A thread keeps what compresses and inflates zstd from one message to the next, unless a message
 * has made it larger than this: what is idle shall be small. */
#define CV_COMPRESSOR_KEPT (1024u * 1024)
/* The most that is inflated or compressed on the loop, where all others wait meanwhile: a quarter
 * of a millisecond. What is larger costs a hand-over to another thread and back, some 20 us. */
#define CV_INFLATE_AT_ONCE (64u * 1024) /* bytes that come out */
#define CV_GZIP_AT_ONCE    (16u * 1024) /* bytes that go in */
#define CV_ZSTD_AT_ONCE    (64u * 1024)

/* ---- metadata ---- */
/* gRPC's customary limit, counted as HTTP/2 counts: name + value + 32 for each field. */
#define CV_METADATA_BYTES_MAX 8192u
#define CV_METADATA_COUNT_MAX 128u

/* ---- calls that are tried again ---- */
/* What a call and a channel keep of what was sent, to send it again: gRPC's customary values. A
 * call over it is not retried any more. */
#define CV_REPLAY_CALL_MAX    (256u * 1024)
#define CV_REPLAY_CHANNEL_MAX (1024u * 1024)
/* A service config has a few hundred bytes for each method. */
#define CV_SERVICE_CONFIG_MEMORY_MAX (4u * 1024 * 1024)

/* ---- flow ---- */
/* A stream's window bounds what a call whose handler does not read can make us keep. It begins with
 * HTTP/2's own and grows to what the line is measured to need, at most this: 1 Gbit/s and 130 ms.
 */
#define CV_STREAM_WINDOW (64u * 1024)
#define CV_WINDOW_MAX    (16u * 1024 * 1024)
/* Of the connection, at least: opened again on arrival, as long as what its calls have not taken is
 * less than this. So it never makes us keep more than this and one window. */
#define CV_CONNECTION_WINDOW (4 * 1024 * 1024)
#define CV_BACKLOG_MAX       (8u * 1024 * 1024)
/* A sender is asked to wait while more than this is queued for its stream. */
#define CV_SEND_QUEUE_MAX (64u * 1024)

/* So many calls are run and answered at once instead of at the end of the loop's turn: what they
 * have in memory is still in the processor's cache. */
#define CV_TURN_CALLS 64u

/* So many messages of one stream are handed over before others have their turn. */
#define CV_RUN_MESSAGES 64u

/* ---- calls of one connection ---- */
/* Streams at once, and handlers whose stream is gone but who still run; a server may set it. */
#define CV_STREAMS_MAX 256u

/* ---- overload (rpc/limiter.h) ---- */
/* What a call may wait in its queue beyond what the disk takes: less is not felt, and keeps whoever
 * works off busy; and how long that is watched before anything changes. */
#define CV_LIMITER_WAIT_NS   (10 * CV_NS_PER_MS)
#define CV_LIMITER_WINDOW_NS (100 * CV_NS_PER_MS)
#define CV_LIMITER_WAITS     8u /* in a window, at least: one says little */
/* Calls at once: what it begins with; so few that people in an office are not refused on a slow
 * day, unless they wait so long that they notice; and the fewest and most of all. */
#define CV_LIMITER_FIRST       1024u
#define CV_LIMITER_FEW         64u
#define CV_LIMITER_PATIENCE_NS (1000 * CV_NS_PER_MS)
#define CV_LIMITER_LEAST       4u
#define CV_LIMITER_MOST        8192u
/* Who is refused is asked to come again after 200 to 375 ms, each at another one of so many times:
 * not all at once, and few enough for the table of headers that each connection has. */
#define CV_PUSHBACKS 8u
/* A connection on which calls were refused is not read for so long for each of them, times the
 * connections of which that is true, but within these bounds: refusing is work, too, and cheaper
 * for many at once; what is under way and other connections have the time in between. Who is told
 * to come again after 200 ms is told so early enough. */
#define CV_REST_EACH_NS  (30 * CV_NS_PER_US)
#define CV_REST_LEAST_NS CV_NS_PER_MS
#define CV_REST_MOST_NS  (60 * CV_NS_PER_MS)
/* Queues that a server tells apart: a store's writes, and its reads. */
#define CV_QUEUES_MAX 4u

/* ---- the connections of a channel ---- */
/* Addresses written into a target; a name may have up to CV_RESOLVE_MAX. */
#define CV_TARGET_ADDRESSES_MAX 16
/* How often a name is looked up at most: what lost a connection mostly takes others with it. */
#define CV_RESOLVE_INTERVAL_NS (30 * CV_NS_PER_S)
/* From the first byte to the server's SETTINGS, and between attempts: what gRPC's document on
 * connection backoff says. */
#define CV_CONNECT_NS       (20 * CV_NS_PER_S)
#define CV_BACKOFF_FIRST_NS CV_NS_PER_S
#define CV_BACKOFF_MAX_NS   (120 * CV_NS_PER_S)
/* So many connections to a server in a row may be lost unused within the first of these waits, and
 * are made again at once: it accepted them and was about to end, as it said. The next one that is
 * counts as a failed attempt: else two who never agree would make connections without a pause. */
#define CV_UNUSED_MAX 2u
/* Before the next address is tried beside the last: what RFC 8305 recommends. */
#define CV_STAGGER_NS (250 * CV_NS_PER_MS)
/* Texts of one health watch, the server's metadata among them. */
#define CV_HEALTH_WATCH_BYTES (64u * 1024)

/* ---- hostile connections ---- */
/* What nghttp2 may hold for one connection: tables, streams, queued frames. */
#define CV_SESSION_MEMORY_MAX (8u * 1024 * 1024)
/* Unread answers to PING and SETTINGS: a peer that does not read them is gone soon. */
#define CV_ACKS_MAX     100u
#define CV_SETTINGS_MAX 32u
/* Rapid reset (CVE-2023-44487): the burst a cancelling client may need, then a trickle. */
#define CV_RESETS_BURST 1000u
#define CV_RESETS_PER_S 50u
/* CONTINUATION flood (CVE-2024-28182): our own header limit needs one at most, but nghttp2 counts
 * one each time a read ends within the nine bytes before it. */
#define CV_CONTINUATIONS_MAX 32u
/* The same for resets a client makes us send (CVE-2025-8671): broken requests, streams over the
 * limit. A client that just cancelled all its streams may honestly meet the limit twice over: so
 * many more than twice that. */
#define CV_PROVOKED_BURST 88u
#define CV_PROVOKED_PER_S 50u
/* A header block that says more than this is decoded, but no longer looked at (HPACK bombs,
 * CVE-2026-49975); over 8 KiB and up to here a request is answered. No honest one is so large, so
 * it counts as many resets. */
#define CV_BLOCK_BYTES_MAX   (32u * 1024)
#define CV_PROVOKED_BY_BLOCK 25u
/* Frames that cost us and move nothing: PINGs while we send nothing, SETTINGS, empty DATA,
 * PRIORITY, unknown types, WINDOW_UPDATEs beyond the allowance. */
#define CV_GLITCHES_BURST 2000u
#define CV_GLITCHES_PER_S 200u
/* WINDOW_UPDATEs that are paid for: so many for each call and each DATA frame of ours, saved up to
 * the last number. */
#define CV_UPDATES_PER_CALL 5u
#define CV_UPDATES_PER_DATA 10u
#define CV_UPDATES_MAX      4096u
/* A client's PINGs while we send nothing (gRPC's proposal A8): so long apart, with and without
 * calls. More than so many that come too soon are answered with "too_many_pings". */
#define CV_PING_INTERVAL_NS      (5 * 60 * CV_NS_PER_S)
#define CV_PING_IDLE_INTERVAL_NS (2 * 3600 * CV_NS_PER_S)
#define CV_PING_STRIKES_MAX      2u
/* How much of each other's time peers may take: a header block from its first to its last frame;
 * a message, an answer's next byte, a socket with room again. */
#define CV_BLOCK_NS (5 * CV_NS_PER_S)
#define CV_STALL_NS (60 * CV_NS_PER_S)
#define CV_WATCH_NS (5 * CV_NS_PER_S) /* how often we look */
/* What a connection and a thread hold in large messages, the largest of each call added up: 256
 * calls of 16 MiB would be 4 GiB. Small messages do not count. */
#define CV_WEIGHTLESS            (64u * 1024)
#define CV_CONNECTION_WEIGHT_MAX (64u * 1024 * 1024)
#define CV_THREAD_WEIGHT_MAX     (256u * 1024 * 1024)
/* ---- the life of a connection ---- */
/* Our own PINGs (A8, A9): a server's after so long a silence, no less than this for each side, and
 * how long the answer may take. */
#define CV_KEEPALIVE_SERVER_NS     (2 * 3600 * CV_NS_PER_S)
#define CV_KEEPALIVE_SERVER_MIN_NS CV_NS_PER_S
#define CV_KEEPALIVE_CLIENT_MIN_NS (10 * CV_NS_PER_S)
#define CV_KEEPALIVE_TIMEOUT_NS    (20 * CV_NS_PER_S)
/* From accept to the peer's SETTINGS. */
#define CV_GREETING_NS (10 * CV_NS_PER_S)
/* From our first GOAWAY to the second, if the PING between them is not answered. */
#define CV_DRAIN_STEP_NS CV_NS_PER_S
/* The same for one that is still in its handshake: cut off, its client would take us for broken and
 * fail its calls; told to go, it goes elsewhere. Who dawdles must not keep us from ending. */
#define CV_DRAIN_GREETING_NS (5 * CV_NS_PER_S)
/* From the end of its grace until a connection is closed: time to read how its calls ended. */
#define CV_EXPIRE_NS CV_NS_PER_S
/* After our last byte: a peer who has not read it may still be sending, and a socket closed over
 * unread bytes resets the connection and takes our last words with it. */
#define CV_LINGER_NS CV_NS_PER_S

#endif

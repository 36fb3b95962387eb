/* caravan-bulk: much data over one connection, and what it did as one line of JSON.
 *
 * --pour     one bidi call; scans of 100 bytes go up as fast as the server opens its windows. Its
 *            answer says how many it has taken: those count.
 * --large N  unary echoes of N bytes, four at once; the bytes of an answer are compared.
 *
 * HTTP/2 is nghttp2's here, not written by hand as in caravan-load: a frame carries 16 KiB, so that
 * the maker of the load is not what limits it. */
#include "bench/v1/echo.pb-c.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PREFIX      5
#define LARGE_CALLS 4u
#define LARGE_MAX   (3u * 1024 * 1024)
#define WINDOW      (1 << 30)

struct options {
    unsigned port;
    size_t large; /* bytes of each message; 0: pour */
    double seconds;
    pid_t pid;
};

/* One call under way. */
struct call {
    size_t at;  /* of the message that is being sent */
    size_t got; /* bytes of the answer */
    bool good;  /* grpc-status is 0 */
    uint64_t since_ns;
};

struct bulk {
    struct options options;
    nghttp2_session *h2;
    int fd;
    uint8_t *message; /* with its prefix */
    size_t len;
    uint8_t answer[256]; /* of the pour */
    uint64_t sent;       /* messages poured */
    uint64_t end_ns;
    uint64_t calls;
    double latency_s; /* of all calls */
    unsigned under_way;
    char why[120];
};

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static double cpu_s(pid_t pid)
{
    struct timespec used;
    clockid_t clock;

    if (pid == 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static void fail(struct bulk *bulk, const char *why)
{
    if (bulk->why[0] == '\0')
        (void)snprintf(bulk->why, sizeof(bulk->why), "%s", why);
}

/* ---- the message ---- */

static bool make_message(struct bulk *bulk)
{
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;
    size_t note = bulk->options.large > 0 ? bulk->options.large : 19;
    char *text = calloc(1, note + 1);
    size_t len;

    if (text == NULL)
        return false;
    memset(text, 'x', note);
    scan.parcel_id = (char *)(uintptr_t) "CN123456789CN";
    scan.hub_id = 17;
    scan.time_ms = INT64_C(1790000000000);
    scan.code = 4;
    scan.idem_key = (char *)(uintptr_t) "01234567-89ab-cdef-0123-456789abcdef";
    scan.note = text;
    len = bench__v1__scan__get_packed_size(&scan);
    bulk->len = len + PREFIX;
    bulk->message = malloc(bulk->len);
    if (bulk->message != NULL) {
        const uint8_t prefix[PREFIX] = {0, (uint8_t)(len >> 24), (uint8_t)(len >> 16),
                                        (uint8_t)(len >> 8), (uint8_t)len};

        memcpy(bulk->message, prefix, PREFIX);
        bench__v1__scan__pack(&scan, bulk->message + PREFIX);
    }
    free(text);
    return bulk->message != NULL;
}

/* ---- what is sent ---- */

static ssize_t read_body(nghttp2_session *h2, int32_t id, uint8_t *out, size_t cap, uint32_t *flags,
                         nghttp2_data_source *source, void *user)
{
    struct bulk *bulk = user;
    struct call *call = source->ptr;
    bool pours = bulk->options.large == 0;
    size_t done = 0;

    (void)h2;
    (void)id;
    while (done < cap) {
        size_t n = bulk->len - call->at < cap - done ? bulk->len - call->at : cap - done;

        memcpy(out + done, bulk->message + call->at, n);
        done += n;
        call->at += n;
        if (call->at < bulk->len)
            break;
        if (!pours || now_ns() >= bulk->end_ns) {
            bulk->sent++;
            *flags |= NGHTTP2_DATA_FLAG_EOF;
            break;
        }
        call->at = 0;
        bulk->sent++;
    }
    return (ssize_t)done;
}

#define PAIR(n, v)                                                                                 \
    {                                                                                              \
        (uint8_t *)(uintptr_t)(n), (uint8_t *)(uintptr_t)(v), sizeof(n) - 1, sizeof(v) - 1, 0      \
    }

static void start(struct bulk *bulk)
{
    static const nghttp2_nv POUR = PAIR(":path", "/bench.v1.Echo/Pour");
    static const nghttp2_nv ECHO = PAIR(":path", "/bench.v1.Echo/Echo");
    const nghttp2_nv head[] = {
        PAIR(":method", "POST"),
        PAIR(":scheme", "http"),
        bulk->options.large > 0 ? ECHO : POUR,
        PAIR(":authority", "127.0.0.1"),
        PAIR("te", "trailers"),
        PAIR("content-type", "application/grpc"),
    };
    struct call *call = calloc(1, sizeof(*call));
    nghttp2_data_provider body = {{.ptr = call}, read_body};

    if (call == NULL) {
        fail(bulk, "out of memory");
        return;
    }
    call->since_ns = now_ns();
    if (nghttp2_submit_request(bulk->h2, NULL, head, sizeof(head) / sizeof(head[0]), &body, call) <
        0) {
        free(call);
        fail(bulk, "the call could not be sent");
        return;
    }
    bulk->under_way++;
}

/* ---- what comes back ---- */

static int on_header(nghttp2_session *h2, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *user)
{
    struct call *call = nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);

    (void)flags;
    (void)user;
    if (call != NULL && name_len == 11 && memcmp(name, "grpc-status", 11) == 0)
        call->good = value_len == 1 && value[0] == '0';
    return 0;
}

static int on_data(nghttp2_session *h2, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len,
                   void *user)
{
    struct bulk *bulk = user;
    struct call *call = nghttp2_session_get_stream_user_data(h2, id);

    (void)flags;
    if (bulk->options.large > 0) {
        if (call->got + len > bulk->len || memcmp(bulk->message + call->got, bytes, len) != 0)
            fail(bulk, "the answer is not the request");
    } else if (call->got + len <= sizeof(bulk->answer)) {
        memcpy(bulk->answer + call->got, bytes, len);
    }
    call->got += len;
    return 0;
}

static int on_close(nghttp2_session *h2, int32_t id, uint32_t error, void *user)
{
    struct bulk *bulk = user;
    struct call *call = nghttp2_session_get_stream_user_data(h2, id);

    (void)error;
    if (!call->good)
        fail(bulk, "grpc-status is not 0");
    else if (bulk->options.large > 0 && call->got != bulk->len)
        fail(bulk, "the answer is short");
    bulk->under_way--;
    bulk->calls++;
    bulk->latency_s += (double)(now_ns() - call->since_ns) / 1e9;
    if (bulk->options.large == 0)
        bulk->len = call->got; /* of the answer, from here on */
    free(call);
    if (bulk->options.large > 0 && now_ns() < bulk->end_ns && bulk->why[0] == '\0')
        start(bulk);
    return 0;
}

/* ---- the connection ---- */

static bool dial(struct bulk *bulk)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)bulk->options.port)};
    int on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bulk->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bulk->fd < 0 ||
        connect(bulk->fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        fail(bulk, strerror(errno));
        return false;
    }
    (void)setsockopt(bulk->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return true;
}

static bool greet(struct bulk *bulk)
{
    static const nghttp2_settings_entry SETTINGS[] = {
        {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, WINDOW},
    };
    nghttp2_session_callbacks *callbacks;
    bool made;

    if (nghttp2_session_callbacks_new(&callbacks) != 0)
        return false;
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    made = nghttp2_session_client_new(&bulk->h2, callbacks, bulk) == 0;
    nghttp2_session_callbacks_del(callbacks);
    return made && nghttp2_submit_settings(bulk->h2, 0, SETTINGS, 2) == 0 &&
           nghttp2_session_set_local_window_size(bulk->h2, 0, 0, WINDOW) == 0;
}

/* Send what there is to send. True: the socket takes no more for now. */
static bool flush(struct bulk *bulk)
{
    static const uint8_t *rest;
    static size_t rest_len;

    for (;;) {
        ssize_t n;

        if (rest_len == 0) {
            n = nghttp2_session_mem_send(bulk->h2, &rest);
            if (n <= 0)
                return false;
            rest_len = (size_t)n;
        }
        n = send(bulk->fd, rest, rest_len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno != EAGAIN) {
            fail(bulk, strerror(errno));
            return false;
        }
        if (n < 0)
            return true;
        rest += n;
        rest_len -= (size_t)n;
    }
}

static void receive(struct bulk *bulk)
{
    static uint8_t bytes[1024 * 1024];
    ssize_t n = recv(bulk->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0 || nghttp2_session_mem_recv(bulk->h2, bytes, (size_t)n) != n)
        fail(bulk, "the connection was lost");
}

static void work(struct bulk *bulk)
{
    uint64_t give_up_ns = bulk->end_ns + UINT64_C(10000000000);

    while (bulk->under_way > 0 && bulk->why[0] == '\0') {
        struct pollfd poll_fd = {.fd = bulk->fd, .events = POLLIN};

        if (flush(bulk))
            poll_fd.events |= POLLOUT;
        if (bulk->under_way > 0)
            (void)poll(&poll_fd, 1, 1000);
        if ((poll_fd.revents & POLLIN) != 0)
            receive(bulk);
        if (now_ns() > give_up_ns)
            fail(bulk, "no end within 10 s");
    }
}

/* How many scans the server says it has taken. */
static uint64_t poured(struct bulk *bulk)
{
    Bench__V1__Scan *scan = NULL;
    uint64_t count = 0;

    if (bulk->len > PREFIX && bulk->len <= sizeof(bulk->answer))
        scan = bench__v1__scan__unpack(NULL, bulk->len - PREFIX, bulk->answer + PREFIX);
    if (scan != NULL)
        count = (uint64_t)scan->time_ms;
    bench__v1__scan__free_unpacked(scan, NULL);
    if (count != bulk->sent)
        fail(bulk, "the server did not take all scans");
    return count;
}

static void run(struct bulk *bulk)
{
    const struct options *options = &bulk->options;
    unsigned at_once = options->large > 0 ? LARGE_CALLS : 1;
    uint64_t begin_ns = now_ns();
    double server_s = cpu_s(options->pid);
    double own_s = cpu_s(getpid());
    double seconds;
    uint64_t count;

    bulk->end_ns = begin_ns + (uint64_t)(options->seconds * 1e9);
    for (unsigned i = 0; i < at_once; i++)
        start(bulk);
    work(bulk);
    seconds = (double)(now_ns() - begin_ns) / 1e9;
    count = options->large > 0 ? bulk->calls : poured(bulk);
    (void)printf("{\"calls\":%llu,\"seconds\":%.6f,\"per_second\":%.1f,\"server_cpu_seconds\":%.6f,"
                 "\"load_cpu_seconds\":%.6f,\"mean_us\":%.1f,\"why\":\"%s\"}\n",
                 (unsigned long long)count, seconds, (double)count / seconds,
                 cpu_s(options->pid) - server_s, cpu_s(getpid()) - own_s,
                 bulk->calls == 0 ? 0 : bulk->latency_s / (double)bulk->calls * 1e6, bulk->why);
}

static bool parse(int argc, char **argv, struct options *options)
{
    bool pour = false;

    *options = (struct options){.seconds = 1};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--pour") == 0) {
            pour = true;
            continue;
        }
        i++;
        if (strcmp(argv[i - 1], "--port") == 0)
            options->port = (unsigned)atoi(value);
        else if (strcmp(argv[i - 1], "--large") == 0)
            options->large = (size_t)atoi(value);
        else if (strcmp(argv[i - 1], "--seconds") == 0)
            options->seconds = atof(value);
        else if (strcmp(argv[i - 1], "--pid") == 0)
            options->pid = atoi(value);
        else
            return false;
    }
    return options->port > 0 && options->port < 65536 && pour == (options->large == 0) &&
           options->large <= LARGE_MAX && options->seconds > 0 && options->seconds <= 60;
}

int main(int argc, char **argv)
{
    static struct bulk bulk;

    if (!parse(argc, argv, &bulk.options)) {
        (void)fprintf(stderr, "usage: caravan-bulk --port N (--pour | --large BYTES) [--seconds S] "
                              "[--pid N]\n");
        return 2;
    }
    if (make_message(&bulk) && dial(&bulk) && greet(&bulk))
        run(&bulk);
    else
        fail(&bulk, "out of memory");
    if (bulk.why[0] != '\0')
        (void)fprintf(stderr, "caravan-bulk: %s\n", bulk.why);
    if (bulk.fd > 0)
        (void)close(bulk.fd);
    nghttp2_session_del(bulk.h2);
    free(bulk.message);
    return bulk.why[0] == '\0' ? 0 : 1;
}

#include "app/metrics_http.h"

#include "base/fault.h"
#include "net/socket.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <unistd.h>

#define LIBRARY "libmicrohttpd.so.12"

#define FUNCTIONS(X)                                                                               \
    X(start_daemon)                                                                                \
    X(stop_daemon)                                                                                 \
    X(create_response_from_buffer)                                                                 \
    X(create_response_from_buffer_with_free_callback)                                              \
    X(add_response_header)                                                                         \
    X(queue_response)                                                                              \
    X(destroy_response)                                                                            \
    X(get_connection_info)

/* The HTTP library, loaded when it is needed: GnuTLS and eight more come with it, of no use to us,
 * and a service that is not watched shall not carry them. */
struct library {
    void *handle;
/* NOLINTNEXTLINE(bugprone-macro-parentheses): it declares a member */
#define X(name) __typeof__(&MHD_##name) name;
    FUNCTIONS(X)
#undef X
};

struct cv_metrics_http {
    const struct cv_metrics *metrics;
    struct library library;
    struct MHD_Daemon *daemon;
    struct cv_address bound;
    struct MHD_Connection *open[CV_METRICS_CONNECTIONS + 1]; /* oldest first */
    size_t open_count;
};

/* ---- answers ---- */

static enum MHD_Result refuse(const struct cv_metrics_http *http, struct MHD_Connection *connection,
                              unsigned code, const char *text)
{
    struct MHD_Response *response = http->library.create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    (void)http->library.add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain");
    if (code == MHD_HTTP_METHOD_NOT_ALLOWED)
        (void)http->library.add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    result = http->library.queue_response(connection, code, response);
    http->library.destroy_response(response);
    return result;
}

static enum MHD_Result show(const struct cv_metrics_http *http, struct MHD_Connection *connection)
{
    struct MHD_Response *response = NULL;
    enum MHD_Result result;
    struct cv_buf text;

    cv_buf_init(&text, CV_METRICS_TEXT_MAX);
    cv_metrics_print(http->metrics, &text);
    if (!text.failed)
        response =
            http->library.create_response_from_buffer_with_free_callback(text.len, text.at, free);
    if (response == NULL) {
        cv_buf_free(&text);
        return refuse(http, connection, MHD_HTTP_SERVICE_UNAVAILABLE,
                      "no memory for the metrics\n");
    }
    (void)http->library.add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                            "text/plain; version=0.0.4; charset=utf-8");
    result = http->library.queue_response(connection, MHD_HTTP_OK, response);
    http->library.destroy_response(response);
    return result;
}

/* When the head of a request is there. Bodies are not waited for: the connection closes behind an
 * answer that comes before them. */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *body,
                                  size_t *body_len, void **request)
{
    const struct cv_metrics_http *http = arg;

    (void)version;
    (void)body;
    (void)body_len;
    (void)request;
    if (strcmp(url, "/metrics") != 0)
        return refuse(http, connection, MHD_HTTP_NOT_FOUND, "here is /metrics and nothing else\n");
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return refuse(http, connection, MHD_HTTP_METHOD_NOT_ALLOWED, "metrics are read by GET\n");
    return show(http, connection);
}

/* ---- connections, all on the library's thread ---- */

static void forget(struct cv_metrics_http *http, struct MHD_Connection *connection)
{
    size_t kept = 0;

    for (size_t i = 0; i < http->open_count; i++) {
        if (http->open[i] != connection)
            http->open[kept++] = http->open[i];
    }
    http->open_count = kept;
}

static void give_way(const struct cv_metrics_http *http, struct MHD_Connection *oldest)
{
    const union MHD_ConnectionInfo *info =
        http->library.get_connection_info(oldest, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (info != NULL)
        cv_socket_hang_up(info->connect_fd);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **own,
                          enum MHD_ConnectionNotificationCode what)
{
    struct cv_metrics_http *http = arg;

    (void)own;
    forget(http, connection);
    if (what != MHD_CONNECTION_NOTIFY_STARTED)
        return;
    http->open[http->open_count++] = connection;
    if (http->open_count > CV_METRICS_CONNECTIONS)
        give_way(http, http->open[0]);
}

/* ---- life ---- */

/* It stays loaded: libraries that come with it do not like to go. */
static struct cv_status load(struct library *library)
{
    bool found = true;

    library->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library->handle == NULL)
        return cv_status(CV_FAILED_PRECONDITION, "NO_HTTP_LIBRARY",
                         LIBRARY " is not there (Debian: libmicrohttpd12)");
#define X(name)                                                                                    \
    *(void **)&library->name = dlsym(library->handle, "MHD_" #name);                               \
    found = found && library->name != NULL;
    FUNCTIONS(X)
#undef X
    return found ? CV_STATUS_OK
                 : cv_status(CV_FAILED_PRECONDITION, "NO_HTTP_LIBRARY",
                             LIBRARY " lacks a function that metrics need");
}

static struct MHD_Daemon *start(struct cv_metrics_http *http, int fd)
{
    return http->library.start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, NULL,
        NULL, on_request, http, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(CV_METRICS_CONNECTIONS + 1), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)CV_METRICS_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CV_METRICS_HEAD_MAX, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

struct cv_status cv_metrics_http_start(const struct cv_metrics *metrics,
                                       const struct cv_address *address, struct cv_address *bound,
                                       struct cv_metrics_http **http)
{
    struct cv_metrics_http *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_status status;
    int fd = -1;

    *http = NULL;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->metrics = metrics;
    status = load(&made->library);
    if (cv_ok(status))
        status = cv_socket_listen(address, false, &fd, &made->bound);
    if (!cv_ok(status)) {
        free(made);
        return status;
    }
    made->daemon = start(made, fd);
    if (made->daemon == NULL) {
        (void)close(fd);
        cv_socket_forget(&made->bound);
        free(made);
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no thread or memory to serve metrics");
    }
    *bound = made->bound;
    *http = made;
    return CV_STATUS_OK;
}

void cv_metrics_http_stop(struct cv_metrics_http *http)
{
    if (http == NULL)
        return;
    http->library.stop_daemon(http->daemon);
    cv_socket_forget(&http->bound);
    free(http);
}

#include "app/health.h"

#include "base/arena.h"
#include "base/list.h"
#include "grpc/health/v1/health.caravan.h"
#include "net/loop.h"

#include <string.h>

#define SERVING         GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING
#define SERVICE_UNKNOWN GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVICE_UNKNOWN

/* One for each loop, touched by its thread alone. */
struct watches {
    const struct cv_wake *home;
    struct cv_list list; /* struct watch, by link */
    bool draining;
};

struct cv_health {
    struct cv_server *server;
    struct watches *watches;
    unsigned threads;
};

static struct watches *watches_of(const struct cv_health *health, const struct cv_wake *home)
{
    unsigned i = 0;

    while (i + 1 < health->threads && health->watches[i].home != home)
        i++;
    return &health->watches[i];
}

static bool known(const struct cv_health *health, const char *name)
{
    const struct cv_service_type *type;

    if (*name == '\0')
        return true;
    for (size_t i = 0; (type = cv_server_service(health->server, i)) != NULL; i++) {
        if (strcmp(type->name, name) == 0)
            return true;
    }
    return false;
}

/* ---- Check and List ---- */

static void check(struct cv_call *call, void *state,
                  const Grpc__Health__V1__HealthCheckRequest *request)
{
    struct cv_health *health = cv_call_service(call);
    Grpc__Health__V1__HealthCheckResponse response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;

    (void)state;
    if (!known(health, request->service)) {
        cv_call_finish(call, cv_status(CV_NOT_FOUND, "UNKNOWN_SERVICE",
                                       "this server has no service of that name"));
        return;
    }
    response.status =
        watches_of(health, cv_call_scope(call)->home)->draining ? NOT_SERVING : SERVING;
    grpc_health_v1_health_check_reply(call, &response);
}

static void list(struct cv_call *call, void *state,
                 const Grpc__Health__V1__HealthListRequest *request)
{
    struct cv_health *health = cv_call_service(call);
    bool draining = watches_of(health, cv_call_scope(call)->home)->draining;
    Grpc__Health__V1__HealthListResponse response = GRPC__HEALTH__V1__HEALTH_LIST_RESPONSE__INIT;
    Grpc__Health__V1__HealthCheckResponse answer = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
    Grpc__Health__V1__HealthListResponse__StatusesEntry entries[64];
    Grpc__Health__V1__HealthListResponse__StatusesEntry *pointers[64];
    const struct cv_service_type *type;
    size_t count = 0;

    (void)state;
    (void)request;
    answer.status = draining ? NOT_SERVING : SERVING;
    while (count < 64) {
        type = count == 0 ? NULL : cv_server_service(health->server, count - 1);
        if (count > 0 && type == NULL)
            break;
        grpc__health__v1__health_list_response__statuses_entry__init(&entries[count]);
        entries[count].key = (char *)(uintptr_t)(type == NULL ? "" : type->name);
        entries[count].value = &answer;
        pointers[count] = &entries[count];
        count++;
    }
    response.n_statuses = count;
    response.statuses = pointers;
    grpc_health_v1_health_list_reply(call, &response);
}

/* ---- Watch ---- */

struct watch {
    struct cv_call *call;
    struct cv_list link;
    struct cv_send send;
    struct cv_over over;
    bool sending;
    bool closing; /* what is being sent is the last */
    bool ended;
};

static void watch_end(struct watch *watch, struct cv_status status)
{
    if (watch->ended)
        return;
    watch->ended = true;
    cv_list_remove(&watch->link);
    cv_call_finish(watch->call, status);
}

static void watch_send(struct watch *watch, bool draining, bool is_known)
{
    Grpc__Health__V1__HealthCheckResponse response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;

    response.status = !is_known ? SERVICE_UNKNOWN : draining ? NOT_SERVING : SERVING;
    watch->closing = draining;
    watch->sending = true;
    grpc_health_v1_health_watch_send(watch->call, &watch->send, &response);
}

static void watch_sent(struct cv_send *op)
{
    struct watch *watch = CV_CONTAINER_OF(op, struct watch, send);

    watch->sending = false;
    if (!cv_ok(op->status))
        watch_end(watch, op->status);
    else if (watch->closing)
        watch_end(watch, cv_status(CV_UNAVAILABLE, NULL, "the server is shutting down"));
}

static void watch_over(struct cv_over *op)
{
    watch_end(CV_CONTAINER_OF(op, struct watch, over),
              cv_status(CV_CANCELLED, NULL, "the client has left"));
}

static void watch(struct cv_call *call, void *state,
                  const Grpc__Health__V1__HealthCheckRequest *request)
{
    struct cv_health *health = cv_call_service(call);
    struct watches *watches = watches_of(health, cv_call_scope(call)->home);
    struct watch *watch = state;

    watch->call = call;
    watch->send.done = watch_sent;
    watch->over.done = watch_over;
    cv_list_push(&watches->list, &watch->link);
    cv_call_await_over(call, &watch->over);
    watch_send(watch, watches->draining, known(health, request->service));
}

/* ---- life ---- */

void cv_health_drain(struct cv_health *health, struct cv_loop *loop)
{
    struct watches *watches = watches_of(health, cv_loop_wake(loop));
    struct cv_list *next;

    watches->draining = true;
    for (struct cv_list *at = watches->list.next; at != &watches->list; at = next) {
        struct watch *watch = CV_CONTAINER_OF(at, struct watch, link);

        next = at->next;
        if (watch->sending)
            watch->closing = true;
        else
            watch_send(watch, true, true);
    }
}

struct cv_status cv_health_add(struct cv_server *server, unsigned threads, struct cv_arena *arena,
                               struct cv_health **health)
{
    static const struct grpc_health_v1_health_check_method CHECK = {check, 0};
    static const struct grpc_health_v1_health_list_method LIST = {list, 0};
    static const struct grpc_health_v1_health_watch_method WATCH = {watch, sizeof(struct watch)};
    const struct grpc_health_v1_health_handlers handlers = {&CHECK, &LIST, &WATCH};
    struct cv_health *made = cv_arena_zalloc(arena, sizeof(*made));

    if (made != NULL)
        made->watches = cv_arena_array(arena, threads, sizeof(*made->watches));
    if (made == NULL || made->watches == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->server = server;
    made->threads = threads;
    for (unsigned i = 0; i < threads; i++) {
        made->watches[i].home = cv_loop_wake(cv_server_loop(server, i));
        cv_list_init(&made->watches[i].list);
    }
    *health = made;
    return grpc_health_v1_health_serve(server, &handlers, made);
}

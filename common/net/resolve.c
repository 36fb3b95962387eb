#include "net/resolve.h"

#include "base/fault.h"
#include "net/internal.h"

#include <stdlib.h>
#include <string.h>

struct lookup {
    struct cv_resolve *op; /* NULL: nobody waits any more */
    struct cv_loop *loop;
    uv_getaddrinfo_t request;
};

static struct cv_status no_memory(void)
{
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

static void tell(struct cv_task *task)
{
    struct cv_resolve *op = CV_CONTAINER_OF(task, struct cv_resolve, task);

    op->done(op);
}

static void tell_later(struct cv_loop *loop, struct cv_resolve *op, struct cv_status status)
{
    op->private_ = NULL;
    op->status = status;
    op->task.run = tell;
    cv_loop_defer(loop, &op->task);
}

static struct cv_status copy(struct cv_resolve *op, const struct addrinfo *found)
{
    size_t count = 0;

    for (const struct addrinfo *at = found; at != NULL; at = at->ai_next)
        count++;
    count = count > CV_RESOLVE_MAX ? CV_RESOLVE_MAX : count;
    op->addresses =
        cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(count + 1, sizeof(*op->addresses));
    if (op->addresses == NULL)
        return no_memory();
    for (const struct addrinfo *at = found; op->count < count; at = at->ai_next) {
        struct sockaddr_storage storage = {0};

        memcpy(&storage, at->ai_addr, at->ai_addrlen);
        cv_address_of_socket(&storage, &op->addresses[op->count++]);
    }
    return CV_STATUS_OK;
}

static void on_found(uv_getaddrinfo_t *request, int error, struct addrinfo *found)
{
    struct lookup *lookup = request->data;
    struct cv_resolve *op = lookup->op;

    cv_loop_closed(lookup->loop);
    free(lookup);
    if (op != NULL) {
        op->private_ = NULL;
        op->status = error != 0 ? cv_net_status(error) : copy(op, found);
    }
    uv_freeaddrinfo(found);
    if (op != NULL)
        op->done(op);
}

void cv_resolve_submit(struct cv_loop *loop, struct cv_resolve *op)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct lookup *lookup = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*lookup));
    char port[8];
    int error;

    op->addresses = NULL;
    op->count = 0;
    op->private_ = lookup;
    op->task = (struct cv_task){.run = tell};
    if (lookup == NULL) {
        tell_later(loop, op, no_memory());
        return;
    }
    lookup->op = op;
    lookup->loop = loop;
    lookup->request.data = lookup;
    (void)snprintf(port, sizeof(port), "%u", op->name->port);
    error = uv_getaddrinfo(&loop->uv, &lookup->request, on_found, op->name->host, port, &hints);
    if (error == 0) {
        cv_loop_opened(loop);
        return;
    }
    free(lookup);
    tell_later(loop, op, cv_net_status(error));
}

void cv_resolve_cancel(struct cv_resolve *op)
{
    struct lookup *lookup = op->private_;

    if (lookup == NULL)
        return;
    lookup->op = NULL;
    (void)uv_cancel((uv_req_t *)&lookup->request); /* fails when it is being worked on */
    tell_later(lookup->loop, op, cv_net_status(UV_ECANCELED));
}

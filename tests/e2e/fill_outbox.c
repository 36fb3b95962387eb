/* Writes a backlog of events into the store of a logistics service that is not running: as many as
 * asked for, of closed trips, ten of each.
 *
 * usage: fill_outbox sqlite:PATH COUNT */
#include "base/clock.h"
#include "logistics.h"
#include "net/loop.h"
#include "service/outbox.h"

#include <stdio.h>
#include <stdlib.h>

#define AT_ONCE    1000 /* of one transaction */
#define OF_SUBJECT 10
#define MEMORY_MAX ((size_t)16 * 1024 * 1024)

struct fill {
    struct cv_store_op op;
    struct cv_scope scope;
    struct cv_arena arena;
    long from;
    long until;
    bool done;
};

static struct cv_status add(struct cv_books *books, long number, long count)
{
    Google__Type__Date date = GOOGLE__TYPE__DATE__INIT;
    Caravan__Events__V1__TripClosed closed = CARAVAN__EVENTS__V1__TRIP_CLOSED__INIT;
    Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
    long trips = count / OF_SUBJECT + 1;

    date.year = 2024;
    date.month = (int)(number % 12) + 1;
    date.day = (int)(number % 28) + 1;
    closed.departure_date = &date;
    closed.grams = 1000000 + number;
    closed.boxes = 2;
    event.subject = cv_arena_printf(books->arena, "corridors/east/trips/t%ld", number % trips);
    event.payload_case = CARAVAN__EVENTS__V1__EVENT__PAYLOAD_TRIP_CLOSED;
    event.trip_closed = &closed;
    return cv_outbox_add(books, &event);
}

static long total;

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct fill *fill = CV_CONTAINER_OF(op, struct fill, op);
    struct cv_books books;

    /* As units of work of their own: of one a subject has a single event. */
    for (long i = fill->from; cv_ok(op->status) && i < fill->until; i++) {
        op->status = cv_books_open_unasked(&books, op->scope, tx);
        if (cv_ok(op->status))
            op->status = add(&books, i, total);
    }
}

static void on_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct fill, op)->done = true;
}

static bool is_done(void *fill)
{
    return ((struct fill *)fill)->done;
}

static struct cv_status fill_all(struct cv_store *store, struct cv_loop *loop)
{
    static const struct cv_principal WHO = {"filler", "demo"};
    struct fill fill = {0};

    cv_arena_init(&fill.arena, MEMORY_MAX);
    for (; cv_ok(fill.op.status) && fill.from < total; fill.from = fill.until) {
        fill.until = fill.from + AT_ONCE < total ? fill.from + AT_ONCE : total;
        fill.scope = (struct cv_scope){.arena = &fill.arena,
                                       .deadline_ns = CV_NEVER,
                                       .home = cv_loop_wake(loop),
                                       .principal = &WHO};
        fill.op = (struct cv_store_op){
            .mode = CV_STORE_WRITE, .work = work, .done = on_done, .scope = &fill.scope};
        fill.done = false;
        cv_store_submit(store, &fill.op);
        while (!cv_loop_run_until(loop, is_done, &fill, CV_NS_PER_S))
            continue;
        cv_arena_release(&fill.arena);
    }
    return fill.op.status;
}

int main(int argc, char **argv)
{
    struct cv_store_config config = {.migrations = logistics_migrations};
    struct cv_store *store = NULL;
    struct cv_loop *loop = NULL;
    struct cv_status status;
    struct cv_arena arena;

    if (argc != 3)
        return 2;
    config.url = argv[1];
    total = strtol(argv[2], NULL, 10);
    cv_arena_init(&arena, MEMORY_MAX);
    status = cv_loop_new(&loop);
    if (cv_ok(status))
        status = cv_store_open(&config, &arena, &store);
    if (cv_ok(status))
        status = fill_all(store, loop);
    if (!cv_ok(status))
        (void)fprintf(stderr, "fill_outbox: %s\n", status.message);
    cv_store_close(store);
    if (loop != NULL) {
        cv_loop_stop(loop);
        cv_loop_run(loop);
        cv_loop_free(loop);
    }
    cv_arena_release(&arena);
    return cv_ok(status) ? EXIT_SUCCESS : EXIT_FAILURE;
}

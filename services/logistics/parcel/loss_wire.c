#include "app/wire.h"
#include "bag/bag_store.h"
#include "base/arena.h"
#include "manifest/manifest_store.h"
#include "parcel/loss.h"
#include "reader/reader_store.h"
#include "scan/scan_record.h"

#define LOSSES_MAX 32
#define MATES_MAX  100

typedef Caravan__Logistics__V1__ParcelLoss loss_message;

/* Where to look first: what was in the bag with it. */
static struct cv_status put_mates(struct cv_books *books, const struct parcel_asked *asked,
                                  int64_t bag_no, const char *own, loss_message *message)
{
    struct cv_listed listed = {.page = {.size = MATES_MAX}};
    struct cv_status status = bag_content(books, asked->hub_no, bag_no, &listed);
    const struct bagged *rows = listed.rows;

    message->bag_mates = cv_arena_array(books->arena, listed.count + 1, sizeof(char *));
    for (size_t i = 0; message->bag_mates != NULL && i < listed.count; i++) {
        char *name = cv_wire_text(cv_arena_printf(books->arena, "hubs/%s/parcels/%lld", asked->hub,
                                                  (long long)rows[i].parcel_no));

        if (strcmp(name, own) != 0)
            message->bag_mates[message->n_bag_mates++] = name;
    }
    return status;
}

static struct cv_status put_bag(struct cv_books *books, const struct parcel_asked *asked,
                                int64_t bag_no, loss_message *message)
{
    struct manifest manifest = {.vehicle = ""};
    struct bag bag = {.id = "", .manifest = ""};
    const char *id;
    struct cv_status status = bag_id(books, asked->hub_no, bag_no, &id);

    if (cv_ok(status))
        status = bag_get(books, asked->hub_no, id, NULL, &bag);
    if (cv_ok(status) && bag.manifest_no != 0)
        status = manifest_get(books, asked->hub_no, bag.manifest, &manifest);
    message->bag = cv_wire_text(bag.id);
    message->manifest = cv_wire_text(bag.manifest);
    message->vehicle = cv_wire_text(manifest.vehicle);
    return status;
}

/* With `mates`, of an open case also those. */
static struct cv_status put(struct cv_books *books, const struct parcel_asked *asked,
                            const struct loss *loss, bool mates,
                            Caravan__Logistics__V1__Parcel *parcel)
{
    loss_message *message = cv_arena_alloc(books->arena, sizeof(*message));
    const char *reader = "";
    struct cv_status status;

    if (message == NULL)
        return CV_STATUS_OK; /* the arena remembers */
    caravan__logistics__v1__parcel_loss__init(message);
    parcel->losses[parcel->n_losses++] = message;
    message->open_time = cv_wire_time(books->arena, loss->from_us);
    message->close_time = loss->until_us == 0 ? NULL : cv_wire_time(books->arena, loss->until_us);
    message->inferred = loss->inferred;
    message->expected_step = scan_step(loss->expected);
    status = reader_id_of(books, asked->hub_no, loss->reader_no, &reader);
    message->last_reader = cv_wire_text(reader);
    if (!cv_ok(status) || loss->bag_no == 0 || loss->until_us != 0)
        return status;
    status = put_bag(books, asked, loss->bag_no, message);
    if (cv_ok(status) && mates)
        status = put_mates(books, asked, loss->bag_no, parcel->name, message);
    return status;
}

static size_t closed_losses(struct cv_arena *arena, const struct parcel_history *history,
                            struct loss *losses)
{
    struct parcel_event *events = cv_arena_array(arena, history->scan_count + 1, sizeof(*events));

    for (size_t i = 0; events != NULL && i < history->scan_count; i++)
        events[i] = history->scans[i].event;
    return events == NULL ? 0 : parcel_losses(events, history->scan_count, losses, LOSSES_MAX);
}

struct cv_status parcel_losses_wire(struct cv_books *books, const struct parcel_asked *asked,
                                    const struct parcel_state *state,
                                    const struct parcel_history *history,
                                    Caravan__Logistics__V1__Parcel *message)
{
    struct cv_status status = CV_STATUS_OK;
    struct loss losses[LOSSES_MAX + 1];
    size_t count = 0;

    if (history != NULL && state->found > 0)
        count = closed_losses(books->arena, history, losses);
    count += parcel_loss_at(state, asked->now_us, &losses[count]);
    if (count == 0)
        return status;
    message->losses = cv_arena_array(books->arena, count, sizeof(*message->losses));
    for (size_t i = 0; message->losses != NULL && cv_ok(status) && i < count; i++)
        status = put(books, asked, &losses[i], history != NULL, message);
    return status;
}

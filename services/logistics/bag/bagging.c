#include "bag/bagging.h"

#include "parcel/parcel.h"
#include "prefecture/prefecture_store.h"
#include "scan/scan_batch.h"
#include "service/audit.h"

static struct cv_status check_aim(struct cv_books *books, int64_t hub_no, const struct bag *bag,
                                  const struct parcel *parcel)
{
    const char *prefecture;
    struct cv_status status;

    if (parcel->state.prefecture_no == 0 || parcel->state.prefecture_no == bag->prefecture_no)
        return CV_STATUS_OK;
    status = prefecture_id(books, hub_no, parcel->state.prefecture_no, &prefecture);
    return cv_ok(status) ? cv_status_f(books->arena, CV_FAILED_PRECONDITION, "MISSORT_BAG",
                                       "parcel %s goes to prefecture %s, bag %s to %s",
                                       parcel->number, prefecture, bag->id, bag->prefecture)
                         : status;
}

/* The command is strict; a scan that says the same would be kept whatever it says. */
static struct cv_status check_legal(const struct bagging *self, struct cv_books *books,
                                    int64_t hub_no, const struct bag *bag)
{
    struct parcel parcel = {0};
    struct cv_status status =
        load_move_check(books->arena, LOAD_BAG, bag->id, &bag->load, LOAD_CLOSED);

    if (cv_ok(status))
        status = parcel_known_find(books, hub_no, &self->parcel, cv_tx_now_us(books->tx), &parcel);
    if (cv_ok(status) && parcel.no == 0)
        status = parcel_not_found(books, &self->parcel);
    if (!cv_ok(status))
        return status;
    if (self->step == STEP_BAGGED)
        return check_aim(books, hub_no, bag, &parcel);
    return parcel.state.bag_no == bag->no
               ? status
               : cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_IN_BAG",
                             "parcel %s is not in bag %s", parcel.number, bag->id);
}

static struct cv_status scan_it(struct bagging *self, struct cv_books *books, const char *bag)
{
    struct hub_ref hub = {0};
    struct cv_status status = hub_find(books, self->unit.ids[0].text, &hub);
    struct scan scan = {
        .step = self->step,
        .name = self->parcel,
        .occur_us = cv_tx_now_us(books->tx),
        .offset_minutes = hub.offset_minutes,
        .chute = "",
        .bag = bag,
        .destination_key = "",
        .reason = "",
        .raw = "",
        .other_raw = "",
    };

    return cv_ok(status) ? scan_apply(books, &hub, &scan, &self->kept) : status;
}

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    struct bagging *self = CV_CONTAINER_OF(unit, struct bagging, unit);
    struct bag bag;
    struct cv_status status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);

    if (cv_ok(status))
        cv_audit_before(books, bag_wire(books->arena, unit->ids[0].text, &bag));
    if (cv_ok(status))
        status = check_legal(self, books, hub_no, &bag);
    if (cv_ok(status))
        status = scan_it(self, books, bag.id);
    if (cv_ok(status))
        status = bag_get(books, hub_no, unit->ids[1].text, NULL, &bag);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)bag_wire(books->arena, unit->ids[0].text, &bag);
    return status;
}

static void on_committed(struct cv_unit *unit)
{
    const struct bagging *self = CV_CONTAINER_OF(unit, struct bagging, unit.unit);
    struct logistics *service = cv_call_service(unit->call);

    parcel_news_tell(&service->parcels, &self->parcel, &self->kept);
    cv_feed_post(&service->hubs);
}

void bagging_run(struct bagging *self, struct cv_call *call, const char *bag, const char *carrier,
                 const char *number, const char *request_id, enum parcel_step step)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const char *problem;
    bool not_valid;

    self->step = step;
    self->unit.unit.committed = on_committed;
    cv_check_name(&check, "name", bag, BAG_NAME, self->unit.ids);
    problem = scan_name_read(&self->parcel, carrier, number, &not_valid);
    if (problem != NULL)
        cv_check_fail(&check, "number", "number %s", problem);
    hub_unit_write(&self->unit, call, &check, request_id, work);
}

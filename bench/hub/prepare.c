#include "prepare.h"

#include "caravan/logistics/v1/hubs.caravan.h"
#include "day.h"

#include <stdio.h>
#include <string.h>

#define HUB    "hubs/" DAY_HUB
#define LANES  2 /* chutes of no key: rejects and overflow */
#define CHUTES (DAY_CHUTES + LANES)

static char *text(const char *of)
{
    return (char *)(uintptr_t)of;
}

/* One call that may have been made before. */
static struct cv_status ask(struct cv_client *client, const char *name,
                            const ProtobufCMessage *request)
{
    const struct cv_service_type *type = &caravan_logistics_v1_hubs_type;
    struct cv_client_call call;
    struct cv_status status;

    cv_client_prepare(client, &call);
    for (size_t i = 0; i < type->method_count; i++) {
        if (strcmp(type->methods[i].name, name) == 0)
            call.unary.start.method = &type->methods[i];
    }
    call.unary.request = request;
    cv_unary_submit(cv_client_channel(client), &call.unary);
    status = cv_client_wait(&call);
    if (!cv_ok(status) && status.code != CV_ALREADY_EXISTS)
        (void)fprintf(stderr, "%s: %s\n", name, status.message);
    cv_client_release(&call);
    return cv_status(status.code == CV_ALREADY_EXISTS ? CV_OK : status.code, NULL,
                     "the hub could not be prepared");
}

static struct cv_status make_readers(struct cv_client *client)
{
    struct cv_status status = CV_STATUS_OK;

    for (unsigned i = 0; cv_ok(status) && i <= DAY_STEPS; i++) {
        Caravan__Logistics__V1__CreateReaderRequest request =
            CARAVAN__LOGISTICS__V1__CREATE_READER_REQUEST__INIT;
        Caravan__Logistics__V1__Reader reader = CARAVAN__LOGISTICS__V1__READER__INIT;

        request.parent = text(HUB);
        request.reader_id = text(i < DAY_STEPS ? DAY_READERS[i] : "hand");
        request.request_id = request.reader_id;
        request.reader = &reader;
        reader.title = request.reader_id;
        reader.kind = CARAVAN__LOGISTICS__V1__READER_KIND__READER_KIND_BELT;
        status = ask(client, "CreateReader", &request.base);
    }
    return status;
}

static struct cv_status make_prefectures(struct cv_client *client)
{
    Caravan__Logistics__V1__SetPrefecturesRequest request =
        CARAVAN__LOGISTICS__V1__SET_PREFECTURES_REQUEST__INIT;
    Caravan__Logistics__V1__Prefecture each[DAY_PREFECTURES];
    Caravan__Logistics__V1__Prefecture *list[DAY_PREFECTURES];

    for (unsigned i = 0; i < DAY_PREFECTURES; i++) {
        caravan__logistics__v1__prefecture__init(&each[i]);
        each[i].code = text(DAY_PREFECTURE_CODES[i]);
        each[i].title = each[i].code;
        each[i].served = 1;
        list[i] = &each[i];
    }
    request.parent = text(HUB);
    request.request_id = text("prefectures");
    request.prefectures = list;
    request.n_prefectures = DAY_PREFECTURES;
    return ask(client, "SetPrefectures", &request.base);
}

static void chute_id(unsigned i, char id[16])
{
    if (i < DAY_CHUTES)
        (void)snprintf(id, 16, "c%02u", i);
    else
        (void)snprintf(id, 16, "%s", i == DAY_CHUTES ? "reject" : "overflow");
}

static struct cv_status make_chutes(struct cv_client *client)
{
    struct cv_status status = CV_STATUS_OK;

    for (unsigned i = 0; cv_ok(status) && i < CHUTES; i++) {
        Caravan__Logistics__V1__CreateChuteRequest request =
            CARAVAN__LOGISTICS__V1__CREATE_CHUTE_REQUEST__INIT;
        Caravan__Logistics__V1__Chute chute = CARAVAN__LOGISTICS__V1__CHUTE__INIT;
        char id[16];

        chute_id(i, id);
        request.parent = text(HUB);
        request.chute_id = id;
        request.request_id = id;
        request.chute = &chute;
        status = ask(client, "CreateChute", &request.base);
    }
    return status;
}

static void fill_entry(unsigned i, Caravan__Logistics__V1__SortPlanEntry *entry, char chute[48])
{
    unsigned each = DAY_CHUTES / DAY_PREFECTURES;
    char id[16];

    caravan__logistics__v1__sort_plan_entry__init(entry);
    chute_id(i, id);
    (void)snprintf(chute, 48, HUB "/chutes/%s", id);
    entry->chute = chute;
    if (i == DAY_CHUTES)
        entry->lane = CARAVAN__LOGISTICS__V1__SORT_LANE__SORT_LANE_REJECT;
    else if (i > DAY_CHUTES)
        entry->lane = CARAVAN__LOGISTICS__V1__SORT_LANE__SORT_LANE_OVERFLOW;
    else
        entry->lane = CARAVAN__LOGISTICS__V1__SORT_LANE__SORT_LANE_DESTINATION;
    if (i < DAY_CHUTES) {
        entry->key = text(DAY_PREFECTURE_CODES[i / each]);
        entry->rank = (int32_t)(i % each);
    }
}

static struct cv_status make_plan(struct cv_client *client)
{
    Caravan__Logistics__V1__CreateSortPlanRequest create =
        CARAVAN__LOGISTICS__V1__CREATE_SORT_PLAN_REQUEST__INIT;
    Caravan__Logistics__V1__ValidateSortPlanRequest validate =
        CARAVAN__LOGISTICS__V1__VALIDATE_SORT_PLAN_REQUEST__INIT;
    Caravan__Logistics__V1__ActivateSortPlanRequest activate =
        CARAVAN__LOGISTICS__V1__ACTIVATE_SORT_PLAN_REQUEST__INIT;
    Caravan__Logistics__V1__SortPlan plan = CARAVAN__LOGISTICS__V1__SORT_PLAN__INIT;
    Caravan__Logistics__V1__SortPlanEntry each[CHUTES];
    Caravan__Logistics__V1__SortPlanEntry *list[CHUTES];
    char chutes[CHUTES][48];
    struct cv_status status;

    for (unsigned i = 0; i < CHUTES; i++) {
        fill_entry(i, &each[i], chutes[i]);
        list[i] = &each[i];
    }
    plan.entries = list;
    plan.n_entries = CHUTES;
    plan.max_recirculations = 3;
    create.parent = text(HUB);
    create.sort_plan_id = text("plan");
    create.sort_plan = &plan;
    create.request_id = text("plan");
    validate.name = text(HUB "/sortPlans/plan");
    validate.request_id = text("validate");
    activate.name = validate.name;
    activate.request_id = text("activate");
    status = ask(client, "CreateSortPlan", &create.base);
    if (cv_ok(status))
        status = ask(client, "ValidateSortPlan", &validate.base);
    return cv_ok(status) ? ask(client, "ActivateSortPlan", &activate.base) : status;
}

struct cv_status prepare_hub(struct cv_client *client)
{
    Caravan__Logistics__V1__CreateHubRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_HUB_REQUEST__INIT;
    Caravan__Logistics__V1__Hub hub = CARAVAN__LOGISTICS__V1__HUB__INIT;
    struct cv_status status;

    request.hub_id = text(DAY_HUB);
    request.request_id = text("hub");
    request.hub = &hub;
    hub.title = text("Bench");
    hub.utc_offset_minutes = DAY_OFFSET_MINUTES;
    status = ask(client, "CreateHub", &request.base);
    if (cv_ok(status))
        status = make_readers(client);
    if (cv_ok(status))
        status = make_prefectures(client);
    if (cv_ok(status))
        status = make_chutes(client);
    return cv_ok(status) ? make_plan(client) : status;
}

struct cv_status prepare_bags(struct cv_client *client, uint64_t from, uint64_t to)
{
    const uint64_t each = (uint64_t)DAY_BAG_PARCELS * DAY_PREFECTURES;
    struct cv_status status = CV_STATUS_OK;

    for (uint64_t at = from / each * each; at < to; at += each) {
        for (unsigned i = 0; cv_ok(status) && i < DAY_PREFECTURES; i++) {
            Caravan__Logistics__V1__CreateBagRequest request =
                CARAVAN__LOGISTICS__V1__CREATE_BAG_REQUEST__INIT;
            Caravan__Logistics__V1__Bag bag = CARAVAN__LOGISTICS__V1__BAG__INIT;
            char prefecture[64];
            char id[DAY_BAG_MAX];

            day_bag(at + (uint64_t)i * DAY_NEIGHBOURS, id);
            (void)snprintf(prefecture, sizeof(prefecture), HUB "/prefectures/%s",
                           DAY_PREFECTURE_CODES[i]);
            request.parent = text(HUB);
            request.bag_id = id;
            request.request_id = id;
            request.bag = &bag;
            bag.prefecture = prefecture;
            status = ask(client, "CreateBag", &request.base);
        }
    }
    return status;
}

#include "prepare.h"

#include "caravan/logistics/v1/hubs.caravan.h"
#include "day.h"
#include "load/hub_data.h"

#include <stdio.h>
#include <string.h>

#define HUB "hubs/" DAY_HUB

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

static bool ask_for(void *arg, const char *name, const ProtobufCMessage *request)
{
    return cv_ok(ask(arg, name, request));
}

struct cv_status prepare_hub(struct cv_client *client)
{
    const char *readers[DAY_STEPS + 1];
    const struct hub_data data = {
        .hub = DAY_HUB,
        .readers = readers,
        .reader_count = DAY_STEPS + 1,
        .ask = ask_for,
        .arg = client,
    };

    for (unsigned i = 0; i < DAY_STEPS; i++)
        readers[i] = DAY_READERS[i];
    readers[DAY_STEPS] = "hand";
    return hub_data_make(&data)
               ? CV_STATUS_OK
               : cv_status(CV_FAILED_PRECONDITION, NULL, "the hub could not be prepared");
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
                           HUB_PREFECTURE_CODES[i]);
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

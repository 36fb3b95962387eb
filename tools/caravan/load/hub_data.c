#include "hub_data.h"

#include "caravan/logistics/v1/hubs.pb-c.h"
#include "work.h"

#include <stdio.h>

#define CHUTES     (HUB_CHUTES + 2) /* two of no key: rejects and overflow */
#define NAME_BYTES 64

const char *const HUB_PREFECTURE_CODES[HUB_PREFECTURES] = {"530100", "530300", "530400", "532900"};

static char *hub_name(const struct hub_data *data, char name[NAME_BYTES])
{
    (void)snprintf(name, NAME_BYTES, "hubs/%s", data->hub);
    return name;
}

static bool make_hub(const struct hub_data *data)
{
    Caravan__Logistics__V1__CreateHubRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_HUB_REQUEST__INIT;
    Caravan__Logistics__V1__Hub hub = CARAVAN__LOGISTICS__V1__HUB__INIT;

    request.hub_id = load_text(data->hub);
    request.request_id = load_text("hub");
    request.hub = &hub;
    hub.title = request.hub_id;
    hub.utc_offset_minutes = HUB_OFFSET_MINUTES;
    return data->ask(data->arg, "CreateHub", &request.base);
}

static bool make_readers(const struct hub_data *data)
{
    char name[NAME_BYTES];
    bool made = true;

    for (size_t i = 0; made && i < data->reader_count; i++) {
        Caravan__Logistics__V1__CreateReaderRequest request =
            CARAVAN__LOGISTICS__V1__CREATE_READER_REQUEST__INIT;
        Caravan__Logistics__V1__Reader reader = CARAVAN__LOGISTICS__V1__READER__INIT;

        request.parent = hub_name(data, name);
        request.reader_id = load_text(data->readers[i]);
        request.request_id = request.reader_id;
        request.reader = &reader;
        reader.title = request.reader_id;
        reader.kind = CARAVAN__LOGISTICS__V1__READER_KIND__READER_KIND_BELT;
        made = data->ask(data->arg, "CreateReader", &request.base);
    }
    return made;
}

static bool make_prefectures(const struct hub_data *data)
{
    Caravan__Logistics__V1__SetPrefecturesRequest request =
        CARAVAN__LOGISTICS__V1__SET_PREFECTURES_REQUEST__INIT;
    Caravan__Logistics__V1__Prefecture each[HUB_PREFECTURES];
    Caravan__Logistics__V1__Prefecture *list[HUB_PREFECTURES];
    char name[NAME_BYTES];

    for (unsigned i = 0; i < HUB_PREFECTURES; i++) {
        caravan__logistics__v1__prefecture__init(&each[i]);
        each[i].code = load_text(HUB_PREFECTURE_CODES[i]);
        each[i].title = each[i].code;
        each[i].served = 1;
        list[i] = &each[i];
    }
    request.parent = hub_name(data, name);
    request.request_id = load_text("prefectures");
    request.prefectures = list;
    request.n_prefectures = HUB_PREFECTURES;
    return data->ask(data->arg, "SetPrefectures", &request.base);
}

void hub_chute_id(unsigned chute, char id[16])
{
    if (chute < HUB_CHUTES)
        (void)snprintf(id, 16, "c%02u", chute);
    else
        (void)snprintf(id, 16, "%s", chute == HUB_CHUTES ? "reject" : "overflow");
}

static bool make_chutes(const struct hub_data *data)
{
    char name[NAME_BYTES];
    bool made = true;

    for (unsigned i = 0; made && i < CHUTES; i++) {
        Caravan__Logistics__V1__CreateChuteRequest request =
            CARAVAN__LOGISTICS__V1__CREATE_CHUTE_REQUEST__INIT;
        Caravan__Logistics__V1__Chute chute = CARAVAN__LOGISTICS__V1__CHUTE__INIT;
        char id[16];

        hub_chute_id(i, id);
        request.parent = hub_name(data, name);
        request.chute_id = id;
        request.request_id = id;
        request.chute = &chute;
        made = data->ask(data->arg, "CreateChute", &request.base);
    }
    return made;
}

static void fill_entry(const struct hub_data *data, unsigned i,
                       Caravan__Logistics__V1__SortPlanEntry *entry, char chute[NAME_BYTES])
{
    unsigned each = HUB_CHUTES / HUB_PREFECTURES;
    char id[16];

    caravan__logistics__v1__sort_plan_entry__init(entry);
    hub_chute_id(i, id);
    (void)snprintf(chute, NAME_BYTES, "hubs/%s/chutes/%s", data->hub, id);
    entry->chute = chute;
    if (i == HUB_CHUTES)
        entry->lane = CARAVAN__LOGISTICS__V1__SORT_LANE__SORT_LANE_REJECT;
    else if (i > HUB_CHUTES)
        entry->lane = CARAVAN__LOGISTICS__V1__SORT_LANE__SORT_LANE_OVERFLOW;
    else
        entry->lane = CARAVAN__LOGISTICS__V1__SORT_LANE__SORT_LANE_DESTINATION;
    if (i < HUB_CHUTES) {
        entry->key = load_text(HUB_PREFECTURE_CODES[i / each]);
        entry->rank = (int32_t)(i % each);
    }
}

static bool create_plan(const struct hub_data *data)
{
    Caravan__Logistics__V1__CreateSortPlanRequest create =
        CARAVAN__LOGISTICS__V1__CREATE_SORT_PLAN_REQUEST__INIT;
    Caravan__Logistics__V1__SortPlan plan = CARAVAN__LOGISTICS__V1__SORT_PLAN__INIT;
    Caravan__Logistics__V1__SortPlanEntry each[CHUTES];
    Caravan__Logistics__V1__SortPlanEntry *list[CHUTES];
    char chutes[CHUTES][NAME_BYTES];
    char name[NAME_BYTES];

    for (unsigned i = 0; i < CHUTES; i++) {
        fill_entry(data, i, &each[i], chutes[i]);
        list[i] = &each[i];
    }
    plan.entries = list;
    plan.n_entries = CHUTES;
    plan.max_recirculations = 3;
    create.parent = hub_name(data, name);
    create.sort_plan_id = load_text("plan");
    create.sort_plan = &plan;
    create.request_id = load_text("plan");
    return data->ask(data->arg, "CreateSortPlan", &create.base);
}

static bool activate_plan(const struct hub_data *data)
{
    Caravan__Logistics__V1__ValidateSortPlanRequest validate =
        CARAVAN__LOGISTICS__V1__VALIDATE_SORT_PLAN_REQUEST__INIT;
    Caravan__Logistics__V1__ActivateSortPlanRequest activate =
        CARAVAN__LOGISTICS__V1__ACTIVATE_SORT_PLAN_REQUEST__INIT;
    char name[2 * NAME_BYTES];

    (void)snprintf(name, sizeof(name), "hubs/%s/sortPlans/plan", data->hub);
    validate.name = activate.name = name;
    validate.request_id = load_text("validate");
    activate.request_id = load_text("activate");
    return data->ask(data->arg, "ValidateSortPlan", &validate.base) &&
           data->ask(data->arg, "ActivateSortPlan", &activate.base);
}

bool hub_data_make(const struct hub_data *data)
{
    return make_hub(data) && make_readers(data) && make_prefectures(data) && make_chutes(data) &&
           create_plan(data) && activate_plan(data);
}

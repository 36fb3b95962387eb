#include "report_joined_ask.h"

#include "app/date.h"
#include "base/clock.h"
#include "caravan/events/v1/events.caravan.h"
#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "caravan/logistics/v1/sales.caravan.h"
#include "caravan/projects/v1/projects.caravan.h"
#include "caravan/training/v1/exchanges.caravan.h"
#include "post.h"
#include "report_hub.h"

#include <string.h>

#define PAGE 1000

/* ---- calls, all under way at once ---- */

struct joined_call {
    struct client_call call;
    struct joined_server *server;
    enum joined_kind part; /* JOINED_PARTS: none is missing without its answer */
    const char *name;
    void (*take)(struct joined *joined, const struct joined_call *asked);
    struct joined_call *next;
};

static void ask(struct joined *joined, const struct joined_call *like,
                const struct cv_method *method, const ProtobufCMessage *request)
{
    struct joined_call *asked = cv_arena_alloc(joined->run->arena, sizeof(*asked));

    if (asked == NULL)
        return; /* the report's end says so */
    *asked = *like;
    client_prepare(&asked->server->client, &asked->call);
    asked->call.op.start.method = method;
    asked->call.op.request = request;
    cv_unary_submit(asked->server->client.channel, &asked->call.op);
    *joined->end = asked;
    joined->end = &asked->next;
}

static void miss(struct joined_part *part, const struct client *client, struct cv_status status)
{
    if (part->missing != NULL)
        return;
    part->missing = client_failure(client, status);
    part->status = status;
}

static void wait_for_all(struct joined *joined)
{
    /* Taking an answer may ask for more, which is waited for in its turn. */
    for (struct joined_call *asked = joined->first; asked != NULL; asked = asked->next) {
        struct cv_status status = client_wait(&asked->server->client, &asked->call);

        if (cv_ok(status))
            asked->take(joined, asked);
        else if (asked->part < JOINED_PARTS)
            miss(&joined->parts[asked->part], &asked->server->client, status);
    }
}

static void take_answer(struct joined *joined, const struct joined_call *asked)
{
    struct joined_part *part = &joined->parts[asked->part];

    part->answers[part->count].name = asked->name;
    part->answers[part->count++].message = asked->call.op.response;
}

/* ---- projects ---- */

static void ask_indicators(struct joined *joined, char *page_token);

static void take_indicators(struct joined *joined, const struct joined_call *asked)
{
    const Caravan__Projects__V1__ListIndicatorsResponse *page =
        (const void *)asked->call.op.response;
    size_t count = joined->indicator_count;
    const Caravan__Projects__V1__Indicator **grown = cv_arena_array(
        joined->run->arena, count + page->n_indicators + 1, sizeof(*joined->indicators));

    if (grown == NULL)
        return;
    if (count > 0)
        memcpy(grown, joined->indicators, count * sizeof(*grown));
    for (size_t i = 0; i < page->n_indicators; i++)
        grown[count + i] = page->indicators[i];
    joined->indicators = grown;
    joined->indicator_count = count + page->n_indicators;
    if (*page->next_page_token != '\0')
        ask_indicators(joined, page->next_page_token);
}

static void ask_indicators(struct joined *joined, char *page_token)
{
    const struct joined_call like = {.server = &joined->servers[JOINED_PROJECTS],
                                     .part = JOINED_PROGRAMME,
                                     .take = take_indicators};
    Caravan__Projects__V1__ListIndicatorsRequest *request =
        cv_arena_alloc(joined->run->arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__projects__v1__list_indicators_request__init(request);
    request->parent = joined->programme;
    request->page_size = PAGE;
    request->page_token = page_token;
    ask(joined, &like, post_method(&caravan_projects_v1_projects_type, "ListIndicators"),
        &request->base);
}

static void ask_projects(struct joined *joined)
{
    const struct joined_call like = {
        .server = &joined->servers[JOINED_PROJECTS], .part = JOINED_PROGRAMME, .take = take_answer};
    Caravan__Projects__V1__ReportRequest *request =
        cv_arena_alloc(joined->run->arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__projects__v1__report_request__init(request);
    request->programme = joined->programme;
    request->effective_through = joined->through;
    request->known_at = joined->known_at;
    ask(joined, &like, post_method(&caravan_projects_v1_projects_type, "Report"), &request->base);
    ask_indicators(joined, (char *)(uintptr_t)protobuf_c_empty_string);
}

/* ---- logistics ---- */

static void ask_corridor(struct joined *joined, char *name)
{
    const struct joined_call like = {.server = &joined->servers[JOINED_LOGISTICS],
                                     .part = JOINED_CORRIDORS,
                                     .name = name,
                                     .take = take_answer};
    const char *currency = run_option(joined->run, "--currency");
    Caravan__Logistics__V1__CorridorReportRequest *request =
        cv_arena_alloc(joined->run->arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__logistics__v1__corridor_report_request__init(request);
    request->corridor = name;
    request->end_date = joined->through;
    request->effective_through = joined->through;
    request->known_at = joined->known_at;
    if (currency != NULL)
        request->currency = (char *)(uintptr_t)currency;
    ask(joined, &like, post_method(&caravan_logistics_v1_corridors_type, "CorridorReport"),
        &request->base);
}

static void take_corridors(struct joined *joined, const struct joined_call *asked)
{
    const Caravan__Logistics__V1__ListCorridorsResponse *page =
        (const void *)asked->call.op.response;

    joined->some_corridors = *page->next_page_token != '\0';
    for (size_t i = 0; i < page->n_corridors && i < JOINED_MANY; i++)
        ask_corridor(joined, page->corridors[i]->name);
}

static void date_of(int32_t date, Google__Type__Date *message)
{
    google__type__date__init(message);
    message->year = cv_date_year(date);
    message->month = cv_date_month(date);
    message->day = cv_date_day(date);
}

/* The last day asked for, or today. */
static int32_t last_day(const struct joined *joined)
{
    const Google__Type__Date *through = joined->through;
    int32_t date;

    if (through != NULL && cv_date_make(through->year, through->month, through->day, &date))
        return date;
    return cv_date_at((int64_t)(cv_clock_real_ns() / 1000), 0);
}

/* As many days as one report has. */
static void ask_hub(struct joined *joined, char *name)
{
    const struct joined_call like = {.server = &joined->servers[JOINED_LOGISTICS],
                                     .part = JOINED_HUBS,
                                     .name = name,
                                     .take = take_answer};
    const int64_t day_us = INT64_C(86400000000);
    Caravan__Logistics__V1__HubReportRequest *request =
        cv_arena_alloc(joined->run->arena, sizeof(*request));
    Google__Type__Date *days = cv_arena_array(joined->run->arena, 2, sizeof(*days));
    int32_t last = last_day(joined);
    int64_t epoch = cv_date_number(19700101);

    if (request == NULL || days == NULL)
        return;
    date_of(cv_date_at((cv_date_number(last) - epoch - (REPORT_HUB_DAYS - 1)) * day_us, 0),
            &days[0]);
    date_of(last, &days[1]);
    caravan__logistics__v1__hub_report_request__init(request);
    request->parent = name;
    request->first_date = &days[0];
    request->last_date = &days[1];
    ask(joined, &like, post_method(&caravan_logistics_v1_hubs_type, "HubReport"), &request->base);
}

static void take_hubs(struct joined *joined, const struct joined_call *asked)
{
    const Caravan__Logistics__V1__ListHubsResponse *page = (const void *)asked->call.op.response;

    for (size_t i = 0; i < page->n_hubs && i < JOINED_MANY; i++)
        ask_hub(joined, page->hubs[i]->name);
}

static void ask_places(struct joined *joined)
{
    static Caravan__Logistics__V1__ListCorridorsRequest corridors =
        CARAVAN__LOGISTICS__V1__LIST_CORRIDORS_REQUEST__INIT;
    static Caravan__Logistics__V1__ListHubsRequest hubs =
        CARAVAN__LOGISTICS__V1__LIST_HUBS_REQUEST__INIT;
    struct joined_call like = {.server = &joined->servers[JOINED_LOGISTICS]};
    const struct run *run = joined->run;

    corridors.page_size = hubs.page_size = JOINED_MANY;
    joined->some_corridors = run_given(run, "--corridor");
    like.part = JOINED_CORRIDORS;
    like.take = take_corridors;
    if (joined->some_corridors)
        ask_corridor(joined,
                     cv_arena_printf(run->arena, "corridors/%s", run_option(run, "--corridor")));
    else
        ask(joined, &like, post_method(&caravan_logistics_v1_corridors_type, "ListCorridors"),
            &corridors.base);
    like.part = JOINED_HUBS;
    like.take = take_hubs;
    if (run_given(run, "--hub"))
        ask_hub(joined, cv_arena_printf(run->arena, "hubs/%s", run_option(run, "--hub")));
    else
        ask(joined, &like, post_method(&caravan_logistics_v1_hubs_type, "ListHubs"), &hubs.base);
}

static void ask_sales(struct joined *joined)
{
    const struct joined_call like = {
        .server = &joined->servers[JOINED_LOGISTICS], .part = JOINED_SALES, .take = take_answer};
    const char *currency = run_option(joined->run, "--currency");
    Caravan__Logistics__V1__SalesReportRequest *request =
        cv_arena_alloc(joined->run->arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__logistics__v1__sales_report_request__init(request);
    request->effective_through = joined->through;
    request->known_at = joined->known_at;
    if (currency != NULL)
        request->currency = (char *)(uintptr_t)currency;
    ask(joined, &like, post_method(&caravan_logistics_v1_sales_type, "SalesReport"),
        &request->base);
}

/* ---- training, and what is delivered ---- */

static void ask_training(struct joined *joined)
{
    const struct joined_call like = {
        .server = &joined->servers[JOINED_TRAINING], .part = JOINED_LEARNING, .take = take_answer};
    Caravan__Training__V1__TrainingReportRequest *request =
        cv_arena_alloc(joined->run->arena, sizeof(*request));

    if (request == NULL)
        return;
    caravan__training__v1__training_report_request__init(request);
    request->effective_through = joined->through;
    request->known_at = joined->known_at;
    ask(joined, &like, post_method(&caravan_training_v1_exchanges_type, "TrainingReport"),
        &request->base);
}

static void take_delivery(struct joined *joined, const struct joined_call *asked)
{
    (void)joined;
    asked->server->delivery = (const void *)asked->call.op.response;
}

static void ask_delivery(struct joined *joined, enum joined_service service)
{
    static Caravan__Events__V1__GetDeliveryRequest request =
        CARAVAN__EVENTS__V1__GET_DELIVERY_REQUEST__INIT;
    const struct joined_call like = {
        .server = &joined->servers[service], .part = JOINED_PARTS, .take = take_delivery};

    request.name = (char *)(uintptr_t) "receivers/projects";
    ask(joined, &like, post_method(&caravan_events_v1_events_type, "GetDelivery"), &request.base);
}

/* ---- all of it ---- */

void joined_ask(struct joined *joined)
{
    joined->end = &joined->first;
    if (joined->servers[JOINED_PROJECTS].asked)
        ask_projects(joined);
    if (joined->servers[JOINED_LOGISTICS].asked) {
        ask_places(joined);
        ask_sales(joined);
        ask_delivery(joined, JOINED_LOGISTICS);
    }
    if (joined->servers[JOINED_TRAINING].asked) {
        ask_training(joined);
        ask_delivery(joined, JOINED_TRAINING);
    }
    wait_for_all(joined);
}

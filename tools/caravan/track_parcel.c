/* A parcel: every one that had the number, and one of them whole. */
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "enum_word.h"
#include "report_options.h"
#include "report_view.h"
#include "track_kinds.h"

#include <string.h>

#define PAGE 100

struct asked {
    char *hub; /* "hubs/west" */
    char *carrier;
    char *number;
    Caravan__Logistics__V1__ParcelView view;
    const Google__Protobuf__Timestamp *about;
    int32_t offset_minutes; /* of the hub */
};

static enum exit_code read_asked(struct tracking *tracking, struct asked *asked,
                                 Google__Protobuf__Timestamp *about)
{
    const struct run *run = tracking->run;
    const char *carrier = run_option(run, "--carrier");
    const char *wrong;
    const char *hub;
    Google__Protobuf__Timestamp *given = NULL;
    enum exit_code code;

    wrong = cell_id(run_option(run, "--hub"), tracking->arena, &hub);
    if (wrong != NULL)
        return run_refuse_option(run, "--hub", "%s", wrong);
    if (carrier == NULL)
        carrier = track_number_carrier(tracking->number.bare);
    if (carrier == NULL)
        return run_refuse_option(
            run, "--carrier", "%s",
            T("is needed: the number does not say whose it is", "必须给出：单号看不出承运商"));
    code = report_read_time(run, "--about", about, &given);
    *asked = (struct asked){
        .hub = cv_arena_printf(tracking->arena, "hubs/%s", hub),
        .carrier = (char *)(uintptr_t)carrier,
        .number = (char *)(uintptr_t)tracking->number.text,
        .view = run_option(run, "--staff") == NULL
                    ? CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_PUBLIC
                    : CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF,
        .about = given,
    };
    return code;
}

/* ---- one of them ---- */

static const char *step_of(int step)
{
    return enum_word(&caravan__logistics__v1__scan_step__descriptor, step);
}

static const char *join(struct cv_arena *arena, const char *a, const char *b)
{
    const char *text =
        *a == '\0' || *b == '\0' ? (*a == '\0' ? b : a) : cv_arena_printf(arena, "%s, %s", a, b);

    return text == NULL ? "" : text;
}

static void add_scan(struct track_view *view, const Caravan__Logistics__V1__ScanRecord *record)
{
    const Caravan__Logistics__V1__Scan *scan = record->scan;
    bool applied = record->outcome == CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_APPLIED;
    const char *chute = *scan->chute == '\0'
                            ? ""
                            : cv_arena_printf(view->arena, T("chute %s", "格口 %s"), scan->chute);
    const char *bag =
        *scan->bag == '\0' ? "" : cv_arena_printf(view->arena, T("bag %s", "集包 %s"), scan->bag);

    track_line(
        view,
        (struct track_line){
            .time = record->event_time,
            .offset_minutes = scan->utc_offset_minutes,
            .what = step_of((int)scan->step),
            .what_name = enum_name(&caravan__logistics__v1__scan_step__descriptor, (int)scan->step),
            .where = *record->reader == '\0' ? "" : report_last_part(record->reader),
            .detail = join(view->arena, chute == NULL ? "" : chute, bag == NULL ? "" : bag),
            .note = record->retracted         ? T("retracted", "已撤回")
                    : *record->reason != '\0' ? record->reason
                    : applied                 ? ""
                              : enum_word(&caravan__logistics__v1__scan_outcome__descriptor,
                                          (int)record->outcome),
        });
}

static const char *or_dash(const char *name)
{
    return *name == '\0' ? "-" : report_last_part(name);
}

static void add_facts(struct track_view *view, const Caravan__Logistics__V1__Parcel *parcel)
{
    track_fact(view, "carrier", (struct text){"carrier", "承运商"}, parcel->carrier);
    track_fact(view, "destination", (struct text){"destination", "目的地"}, parcel->destination);
    track_fact(view, "assigned_chute", (struct text){"assigned chute", "分配格口"},
               report_last_part(parcel->assigned_chute));
    track_fact(view, "chute", (struct text){"chute", "格口"}, report_last_part(parcel->chute));
    track_fact(view, "bag", (struct text){"bag", "集包"}, report_last_part(parcel->bag));
    track_fact_number(view, "plan_version", (struct text){"sort plan", "分拣方案"},
                      parcel->plan_version);
    track_fact_number(view, "grams", (struct text){"weighed, g", "称重（克）"}, parcel->grams);
    track_fact_number(view, "declared_grams", (struct text){"declared, g", "申报（克）"},
                      parcel->declared_grams);
    track_fact_number(view, "recirculations", (struct text){"went round", "循环次数"},
                      parcel->recirculations);
    for (size_t i = 0; i < parcel->n_aliases && i < 4; i++)
        track_fact(view, "also", (struct text){"also", "别名"}, parcel->aliases[i]);
}

/* The case of one that is lost, or was: since when, and where to look. */
static void add_losses(struct track_view *view, const Caravan__Logistics__V1__Parcel *parcel,
                       int32_t offset_minutes)
{
    for (size_t i = 0; i < parcel->n_losses; i++) {
        const Caravan__Logistics__V1__ParcelLoss *loss = parcel->losses[i];
        const char *when = track_time(loss->open_time, offset_minutes, view->arena);

        if (loss->close_time != NULL)
            track_flag(view, "WAS_LOST", (struct text){"was lost", "曾丢失"},
                       cv_arena_printf(view->arena, T("%s to %s", "%s 至 %s"), when,
                                       track_time(loss->close_time, offset_minutes, view->arena)));
        else
            track_flag(
                view, "LOST", (struct text){"lost", "丢失"},
                cv_arena_printf(view->arena,
                                T("since %s; last seen by %s; bag %s, truck %s, with %zu others",
                                  "自 %s；最后见于 %s；集包 %s，车辆 %s，同包 %zu 件"),
                                when, or_dash(loss->last_reader), or_dash(loss->bag),
                                or_dash(*loss->vehicle == '\0' ? loss->manifest : loss->vehicle),
                                loss->n_bag_mates));
    }
}

static void add_flags(struct track_view *view, const Caravan__Logistics__V1__Parcel *parcel)
{
    if (parcel->inferred)
        track_flag(view, "INFERRED", (struct text){"inferred, not seen", "推断，未见扫描"}, "");
    if (parcel->held)
        track_flag(view, "HELD", (struct text){"held", "扣留"}, "");
    if (parcel->no_read)
        track_flag(view, "NO_READ", (struct text){"was not read once", "曾未识读"}, "");
    if (*parcel->missort != '\0')
        track_flag(view, "MISSORT", (struct text){"missorted", "错分"}, parcel->missort);
    if (parcel->delivery_failures > 0)
        track_flag(view, "DELIVERY_FAILED", (struct text){"deliveries failed", "派送失败"},
                   cv_arena_printf(view->arena, "%d", parcel->delivery_failures));
    for (size_t i = 0; i < parcel->n_anomalies && i < 6; i++)
        track_flag(view, "ANOMALY", (struct text){"strange", "异常"}, parcel->anomalies[i]);
}

static void show(struct track_view *view, const struct asked *asked,
                 const Caravan__Logistics__V1__Parcel *parcel)
{
    int state = (int)parcel->state;

    track_view_begin(view, view->arena, TRACK_KIND_NAMES[TRACK_PARCEL], parcel->number,
                     parcel->name);
    view->state = enum_word(&caravan__logistics__v1__parcel_state__descriptor, state);
    view->state_name = enum_name(&caravan__logistics__v1__parcel_state__descriptor, state);
    track_fact(view, "state_time", (struct text){"since", "自"},
               track_time(parcel->state_time, asked->offset_minutes, view->arena));
    add_facts(view, parcel);
    add_flags(view, parcel);
    add_losses(view, parcel, asked->offset_minutes);
    for (size_t i = 0; i < parcel->n_scans; i++)
        add_scan(view, parcel->scans[i]);
    if (parcel->expected_step != 0)
        track_line(view, (struct track_line){
                             .expected = true,
                             .late_time = NULL,
                             .time = parcel->expected_time,
                             .offset_minutes = asked->offset_minutes,
                             .what = step_of((int)parcel->expected_step),
                             .what_name = enum_name(&caravan__logistics__v1__scan_step__descriptor,
                                                    (int)parcel->expected_step),
                         });
}

/* ---- all of them ---- */

static enum exit_code get_one(struct tracking *tracking, const struct asked *asked,
                              const Caravan__Logistics__V1__Parcel **parcel, bool *found)
{
    Caravan__Logistics__V1__TrackParcelRequest request =
        CARAVAN__LOGISTICS__V1__TRACK_PARCEL_REQUEST__INIT;
    struct client_call call;
    enum exit_code code;

    request.parent = asked->hub;
    request.carrier = asked->carrier;
    request.number = asked->number;
    request.view = asked->view;
    request.about_time = (Google__Protobuf__Timestamp *)(uintptr_t)asked->about;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_hubs_track_parcel(tracking->client.channel, &call.op, &request);
    code = track_answered(tracking, client_wait(&tracking->client, &call), found);
    *parcel = *found ? caravan_logistics_v1_hubs_track_parcel_response(&call.op) : NULL;
    return code;
}

static enum exit_code get_hub(struct tracking *tracking, struct asked *asked, bool *found)
{
    Caravan__Logistics__V1__GetHubRequest request = CARAVAN__LOGISTICS__V1__GET_HUB_REQUEST__INIT;
    struct client_call call;
    enum exit_code code;

    request.name = asked->hub;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_hubs_get_hub(tracking->client.channel, &call.op, &request);
    code = track_answered(tracking, client_wait(&tracking->client, &call), found);
    if (*found)
        asked->offset_minutes =
            caravan_logistics_v1_hubs_get_hub_response(&call.op)->utc_offset_minutes;
    return code;
}

static bool same_time(const Google__Protobuf__Timestamp *a, const Google__Protobuf__Timestamp *b)
{
    return a != NULL && b != NULL && a->seconds == b->seconds && a->nanos == b->nanos;
}

/* Each that had the number, the newest first. Without --about the first of them is shown. */
static enum exit_code add_all(struct tracking *tracking, const struct asked *asked,
                              const Caravan__Logistics__V1__FindParcelsResponse *all,
                              const Caravan__Logistics__V1__Parcel *shown)
{
    struct track_view *view = &tracking->view;

    view->others_title = (struct text){"Parcels that had this number, the newest first",
                                       "用过此单号的包裹，新的在前"};
    for (size_t i = 0; i < all->n_parcels; i++) {
        const Caravan__Logistics__V1__Parcel *parcel = all->parcels[i];
        int state = (int)parcel->state;

        track_other(
            view,
            (struct track_other){
                .name = parcel->name,
                .state = enum_word(&caravan__logistics__v1__parcel_state__descriptor, state),
                .state_name = enum_name(&caravan__logistics__v1__parcel_state__descriptor, state),
                .first_time = parcel->first_time,
                .last_time = parcel->last_time,
                .offset_minutes = asked->offset_minutes,
                .shown = same_time(parcel->first_time, shown->first_time),
            });
    }
    return EXIT_DONE;
}

enum exit_code look_for_parcel(struct tracking *tracking, bool *found)
{
    Caravan__Logistics__V1__FindParcelsRequest request =
        CARAVAN__LOGISTICS__V1__FIND_PARCELS_REQUEST__INIT;
    const Caravan__Logistics__V1__FindParcelsResponse *all;
    const Caravan__Logistics__V1__Parcel *parcel;
    Google__Protobuf__Timestamp about;
    struct client_call call;
    struct asked asked = {0};
    enum exit_code code = read_asked(tracking, &asked, &about);

    *found = false;
    if (code == EXIT_DONE)
        code = get_hub(tracking, &asked, found);
    if (code != EXIT_DONE || !*found)
        return code;
    request.parent = asked.hub;
    request.carrier = asked.carrier;
    request.number = asked.number;
    request.view = asked.view;
    request.page_size = PAGE;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_hubs_find_parcels(tracking->client.channel, &call.op, &request);
    code = track_answered(tracking, client_wait(&tracking->client, &call), found);
    if (!*found)
        return code;
    all = caravan_logistics_v1_hubs_find_parcels_response(&call.op);
    *found = all->n_parcels > 0;
    if (!*found)
        return EXIT_DONE;
    if (asked.about == NULL)
        asked.about = all->parcels[0]->first_time;
    code = get_one(tracking, &asked, &parcel, found);
    if (!*found)
        return code;
    show(&tracking->view, &asked, parcel);
    return add_all(tracking, &asked, all, parcel);
}

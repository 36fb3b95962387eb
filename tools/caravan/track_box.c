/* A box: where it is, what is in it, who sealed it, and all that was done to it. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "cell.h"
#include "enum_word.h"
#include "report_view.h"
#include "track_kinds.h"

#include <string.h>

#define PAGE 1000

#define WORD(type, value) enum_word(&caravan__logistics__v1__##type##__descriptor, (int)(value))
#define NAME(type, value) enum_name(&caravan__logistics__v1__##type##__descriptor, (int)(value))

static enum exit_code add_event(struct tracking *tracking,
                                const Caravan__Logistics__V1__BoxEvent *event)
{
    struct track_view *view = &tracking->view;
    const char *detail = "";
    int32_t offset_minutes;
    const char *title;
    enum exit_code code = track_place_find(tracking, event->place, &title, &offset_minutes);

    if (*event->trip != '\0')
        detail = cv_arena_printf(view->arena, T("%s, wagon %s", "%s，车 %s"),
                                 report_last_part(event->trip), event->wagon);
    else if (*event->seal_number != '\0')
        detail = cv_arena_printf(view->arena, T("seal %s, %s", "封号 %s，%s"), event->seal_number,
                                 WORD(sealed_by, event->sealed_by));
    else if (event->weighed_grams != 0)
        detail = cv_arena_printf(view->arena, "%lld kg", (long long)event->weighed_grams / 1000);
    else if (*event->reason != '\0')
        detail = event->reason;
    track_line(view, (struct track_line){
                         .time = event->occurred_time,
                         .offset_minutes = event->offset_minutes,
                         .what = WORD(box_move, event->move),
                         .what_name = NAME(box_move, event->move),
                         .where = title,
                         .detail = detail,
                         .note = *event->anomaly != '\0' ? event->anomaly
                                 : event->outcome ==
                                         CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_LATE
                                     ? WORD(event_outcome, event->outcome)
                                     : "",
                     });
    return code;
}

static enum exit_code add_events(struct tracking *tracking, const char *box)
{
    Caravan__Logistics__V1__ListBoxEventsRequest request =
        CARAVAN__LOGISTICS__V1__LIST_BOX_EVENTS_REQUEST__INIT;
    const Caravan__Logistics__V1__ListBoxEventsResponse *page;
    enum exit_code code = EXIT_DONE;
    struct client_call call;
    struct cv_status status;

    request.parent = (char *)(uintptr_t)box;
    request.page_size = PAGE;
    do {
        client_prepare(&tracking->client, &call);
        caravan_logistics_v1_corridors_list_box_events(tracking->client.channel, &call.op,
                                                       &request);
        status = client_wait(&tracking->client, &call);
        if (!cv_ok(status))
            return client_complain(&tracking->client, status);
        page = caravan_logistics_v1_corridors_list_box_events_response(&call.op);
        for (size_t i = 0; code == EXIT_DONE && i < page->n_events; i++)
            code = add_event(tracking, page->events[i]);
        if (page->n_events > 0)
            request.after_sequence = page->events[page->n_events - 1]->sequence;
    } while (code == EXIT_DONE && page->more);
    return code;
}

static void add_facts(struct track_view *view, const Caravan__Logistics__V1__Box *box,
                      const char *place)
{
    view->state_name = NAME(box_position, box->position);
    view->state = cv_arena_printf(view->arena, "%s, %s, %s", WORD(box_position, box->position),
                                  WORD(box_lading, box->lading), WORD(box_seal, box->seal));
    if (view->state == NULL)
        view->state = "";
    track_fact(view, "size_type", (struct text){"size and type", "箱型"}, box->size_type);
    track_fact(view, "lading", (struct text){"lading", "载货"}, WORD(box_lading, box->lading));
    track_fact(view, "seal", (struct text){"seal", "封"}, box->seal_number);
    track_fact(view, "place", (struct text){"place", "站点"}, place);
    track_fact(view, "trip", (struct text){"trip", "车次"}, box->trip);
    track_fact(view, "wagon", (struct text){"wagon", "车号"}, box->wagon);
    track_fact_number(view, "slot", (struct text){"slot", "箱位"}, box->slot);
    track_fact_number(view, "weighed_kg", (struct text){"weighed, kg", "称重（千克）"},
                      box->weighed_grams / 1000);
    if (box->customs_hold)
        track_flag(view, "CUSTOMS_HOLD", (struct text){"held by customs", "海关扣留"}, "");
    if (box->damaged)
        track_flag(view, "DAMAGED", (struct text){"damaged", "破损"}, "");
    if (*box->alarm != '\0')
        track_flag(view, "ALARM", (struct text){"is not where it should be", "位置不符"},
                   box->alarm);
    if (box->check_digit_ambiguous)
        track_flag(view, "CHECK_DIGIT_AMBIGUOUS",
                   (struct text){"its check digit stands for two numbers", "校验码有歧义"}, "");
}

enum exit_code look_for_box(struct tracking *tracking, bool *found)
{
    Caravan__Logistics__V1__GetBoxRequest request = CARAVAN__LOGISTICS__V1__GET_BOX_REQUEST__INIT;
    const Caravan__Logistics__V1__Trip *trip;
    const Caravan__Logistics__V1__Box *box;
    struct client_call call;
    int32_t offset_minutes;
    const char *place;
    const char *id;
    enum exit_code code;

    *found = false;
    if (cell_id(tracking->number.bare, tracking->arena, &id) != NULL)
        return EXIT_DONE;
    request.name = cv_arena_printf(tracking->arena, "boxes/%s", report_last_part(id));
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_corridors_get_box(tracking->client.channel, &call.op, &request);
    code = track_answered(tracking, client_wait(&tracking->client, &call), found);
    if (!*found)
        return code;
    box = caravan_logistics_v1_corridors_get_box_response(&call.op);
    track_view_begin(&tracking->view, tracking->arena, TRACK_KIND_NAMES[TRACK_BOX], box->number,
                     box->name);
    code = track_place_find(tracking, box->place, &place, &offset_minutes);
    if (code == EXIT_DONE)
        add_facts(&tracking->view, box, place);
    if (code == EXIT_DONE)
        code = add_events(tracking, box->name);
    if (code != EXIT_DONE || *box->trip == '\0')
        return code;
    code = track_trip_get(tracking, box->trip, &trip);
    return code == EXIT_DONE ? track_trip_expected(tracking, trip) : code;
}

/* A consignment: its goods, the trips and boxes they went with, and what those saw. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "cell.h"
#include "enum_word.h"
#include "report_view.h"
#include "track_kinds.h"

#include <string.h>

#define PAGE 1000

#define WORD(type, value) enum_word(&caravan__logistics__v1__##type##__descriptor, (int)(value))
#define NAME(type, value) enum_name(&caravan__logistics__v1__##type##__descriptor, (int)(value))

/* ---- its goods ---- */

static const char *goods_text(struct cv_arena *arena, const Caravan__Logistics__V1__GoodsLine *line)
{
    return cv_arena_printf(
        arena,
        T("%s, HS %s, %lld packages: %lld booked, %lld loaded, %lld landed, %lld delivered, "
          "%lld missing",
          "%s，HS %s，%lld 件：订舱 %lld、装车 %lld、到达 %lld、交付 %lld、短少 %lld"),
        line->description, *line->hs_code == '\0' ? "-" : line->hs_code, (long long)line->packages,
        (long long)line->booked_packages, (long long)line->loaded_packages,
        (long long)line->landed_packages, (long long)line->delivered_packages,
        (long long)line->missing_packages);
}

static void add_facts(struct track_view *view, const Caravan__Logistics__V1__Consignment *note,
                      const char *origin, const char *destination)
{
    view->state = WORD(consignment_state, note->state);
    view->state_name = NAME(consignment_state, note->state);
    if (note->consignor != NULL)
        track_fact(view, "consignor", (struct text){"from", "发货单位"}, note->consignor->title);
    if (note->consignee != NULL)
        track_fact(view, "consignee", (struct text){"to", "收货单位"}, note->consignee->title);
    track_fact(view, "origin", (struct text){"origin", "发站"}, origin);
    track_fact(view, "destination", (struct text){"destination", "到站"}, destination);
    track_fact_number(view, "packages", (struct text){"packages", "件数"}, note->packages);
    track_fact(view, "gross_kg", (struct text){"gross, kg", "毛重（千克）"},
               cell_decimal(view->arena, note->gross_grams, 3));
    if (note->value != NULL && *note->value->currency != '\0')
        track_fact(view, "value", (struct text){"value", "货值"},
                   cv_arena_printf(view->arena, "%s %s",
                                   cell_decimal(view->arena, note->value->minor_units,
                                                cell_currency_decimals(note->value->currency)),
                                   note->value->currency));
    track_fact(view, "project", (struct text){"project", "项目"}, note->project);
    track_fact(view, "returns", (struct text){"returns", "退运自"}, note->returns);
    track_fact(view, "returned_by", (struct text){"returned by", "退运单"}, note->returned_by);
    for (size_t i = 0; i < note->n_lines && i < 8; i++)
        track_fact(view, "goods", (struct text){"goods", "货物"},
                   goods_text(view->arena, note->lines[i]));
}

static void add_flags(struct track_view *view, const Caravan__Logistics__V1__Consignment *note)
{
    if (note->customs_hold)
        track_flag(view, "CUSTOMS_HOLD", (struct text){"held by customs", "海关扣留"}, "");
    if (note->shortage)
        track_flag(view, "SHORTAGE", (struct text){"packages are missing", "短少"}, "");
    if (note->damage)
        track_flag(view, "DAMAGE", (struct text){"damaged", "破损"}, "");
    if (note->claim)
        track_flag(view, "CLAIM", (struct text){"claimed", "索赔"}, "");
    for (size_t i = 0; i < note->n_warnings && i < 4; i++)
        track_flag(view, "WARNING", (struct text){"to look at", "提示"}, note->warnings[i]);
}

/* ---- its trips and boxes ---- */

struct boxes {
    const char *consignment;
    const char *list; /* of one trip: "csqu3054383, ..." */
    size_t count;
};

static enum exit_code list_boxes(struct tracking *tracking, const char *trip, struct boxes *boxes)
{
    Caravan__Logistics__V1__ListBookingsRequest request =
        CARAVAN__LOGISTICS__V1__LIST_BOOKINGS_REQUEST__INIT;
    const Caravan__Logistics__V1__ListBookingsResponse *page;
    struct client_call call;
    struct cv_status status;

    request.parent = (char *)(uintptr_t)trip;
    request.page_size = PAGE;
    do {
        client_prepare(&tracking->client, &call);
        caravan_logistics_v1_corridors_list_bookings(tracking->client.channel, &call.op, &request);
        status = client_wait(&tracking->client, &call);
        if (!cv_ok(status))
            return client_complain(&tracking->client, status);
        page = caravan_logistics_v1_corridors_list_bookings_response(&call.op);
        for (size_t i = 0; i < page->n_bookings; i++) {
            const Caravan__Logistics__V1__Booking *booking = page->bookings[i];

            if (booking->cancelled || strcmp(booking->consignment, boxes->consignment) != 0)
                continue;
            boxes->list =
                cv_arena_printf(tracking->arena, "%s%s%s", boxes->list,
                                boxes->count == 0 ? "" : ", ", report_last_part(booking->box));
            boxes->count++;
            if (boxes->list == NULL)
                return EXIT_FAILED;
        }
        request.page_token = page->next_page_token;
    } while (*request.page_token != '\0');
    return EXIT_DONE;
}

static enum exit_code add_trip(struct tracking *tracking,
                               const Caravan__Logistics__V1__Trip *listed, void *arg)
{
    struct track_view *view = &tracking->view;
    struct boxes boxes = {.consignment = arg, .list = ""};
    const Caravan__Logistics__V1__Trip *trip;
    enum exit_code code = list_boxes(tracking, listed->name, &boxes);

    if (code != EXIT_DONE || boxes.count == 0) /* all cancelled */
        return code;
    code = track_trip_get(tracking, listed->name, &trip);
    if (code != EXIT_DONE)
        return code;
    if (view->fact_count + 2 <= TRACK_FACTS_MAX)
        track_fact(view, "trip", (struct text){"trip", "车次"},
                   cv_arena_printf(tracking->arena, T("%s, %s, in %s", "%s，%s，箱 %s"), trip->name,
                                   WORD(trip_state, trip->state), boxes.list));
    track_other(view, (struct track_other){
                          .name = trip->name,
                          .state = WORD(trip_state, trip->state),
                          .state_name = NAME(trip_state, trip->state),
                          .shown = true,
                      });
    code = track_trip_happened(tracking, trip);
    return code == EXIT_DONE ? track_trip_expected(tracking, trip) : code;
}

enum exit_code look_for_consignment(struct tracking *tracking, bool *found)
{
    Caravan__Logistics__V1__GetConsignmentRequest request =
        CARAVAN__LOGISTICS__V1__GET_CONSIGNMENT_REQUEST__INIT;
    const Caravan__Logistics__V1__Consignment *note;
    const char *destination;
    const char *origin;
    struct client_call call;
    int32_t offset_minutes;
    const char *id;
    enum exit_code code;

    *found = false;
    if (cell_id(tracking->number.text, tracking->arena, &id) != NULL)
        return EXIT_DONE; /* nothing can be called so */
    request.name = cv_arena_printf(tracking->arena, "consignments/%s", id);
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_corridors_get_consignment(tracking->client.channel, &call.op, &request);
    code = track_answered(tracking, client_wait(&tracking->client, &call), found);
    if (!*found)
        return code;
    note = caravan_logistics_v1_corridors_get_consignment_response(&call.op);
    track_view_begin(&tracking->view, tracking->arena, TRACK_KIND_NAMES[TRACK_CONSIGNMENT],
                     report_last_part(note->name), note->name);
    code = track_place_find(tracking, note->origin, &origin, &offset_minutes);
    if (code == EXIT_DONE)
        code = track_place_find(tracking, note->destination, &destination, &offset_minutes);
    if (code != EXIT_DONE)
        return code;
    add_facts(&tracking->view, note, origin, destination);
    add_flags(&tracking->view, note);
    return track_trips_find(
        tracking, note->corridor,
        &(struct track_traits){.number = "", .wagon = "", .consignment = note->name}, add_trip,
        note->name);
}

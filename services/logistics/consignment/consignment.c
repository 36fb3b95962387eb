#include "consignment/consignment.h"

#include "corridor/corridor.h"
#include "identifier/identifier.h"
#include "place/place.h"
#include "trip/trip.h"

#include <string.h>

#define PAPERS_MAX 50

enum {
    CONSIGNOR,
    CONSIGNEE,
    ORIGIN,
    DESTINATION,
    DIRECTION,
    INCOTERM,
    INCOTERM_PLACE,
    LINES,
    PAPERS,
    PROJECT,
};

static const char *const UPDATABLE[] = {
    [CONSIGNOR] = "consignor",
    [CONSIGNEE] = "consignee",
    [ORIGIN] = "origin",
    [DESTINATION] = "destination",
    [DIRECTION] = "direction",
    [INCOTERM] = "incoterm",
    [INCOTERM_PLACE] = "incoterm_place",
    [LINES] = "lines",
    [PAPERS] = "papers",
    [PROJECT] = "project",
    NULL,
};

uint32_t consignment_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

bool consignment_mask_late(uint32_t mask)
{
    return (mask & ~(1u << PAPERS | 1u << PROJECT)) == 0;
}

bool consignment_mask_lines(uint32_t mask)
{
    return (mask & 1u << LINES) != 0;
}

static const char *keep(struct cv_check *check, const char *field, const char *text)
{
    const char *copy = cv_arena_string(check->arena, text);

    if (copy == NULL)
        cv_check_fail(check, field, "out of memory");
    return copy == NULL ? "" : copy;
}

const char *consignment_id(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id id = {0};

    cv_check_name(check, field, name, CONSIGNMENT_NAME, &id);
    return keep(check, field, id.text);
}

/* ---- fields ---- */

static void read_party(struct cv_check *check, const char *field, const char *title_field,
                       const char *uscc_field, const Caravan__Logistics__V1__Party *message,
                       struct party *party)
{
    struct identifier uscc = {0};

    *party = (struct party){"", ""};
    if (message == NULL) {
        cv_check_fail(check, field, "%s is required", field);
        return;
    }
    cv_check_text(check, title_field, message->title, CV_FIELD_TITLE_MAX, true);
    identifier_check(check, uscc_field, IDENTIFIER_USCC, message->uscc, false, &uscc);
    *party = (struct party){message->title, keep(check, uscc_field, uscc.text)};
}

static void read_incoterm(struct cv_check *check, struct consignment *consignment)
{
    struct identifier rule;
    const char *place;
    const char *both =
        cv_arena_printf(check->arena, "%s %s", consignment->incoterm, consignment->incoterm_place);

    if (consignment->incoterm[0] == '\0' && consignment->incoterm_place[0] == '\0')
        return;
    cv_check_text(check, "consignment.incoterm_place", consignment->incoterm_place,
                  CV_FIELD_REFERENCE_MAX, true);
    if (both != NULL && !incoterm_read(both, &rule, &place))
        cv_check_fail(check, "consignment.incoterm", "consignment.incoterm: %s", rule.problem);
    else if (both != NULL)
        consignment->incoterm = keep(check, "consignment.incoterm", rule.text);
}

static void read_papers(struct cv_check *check, const Caravan__Logistics__V1__Consignment *message,
                        struct consignment *consignment)
{
    size_t count = message->n_papers;

    cv_check_range(check, "consignment.papers", (int64_t)count, 0, PAPERS_MAX);
    consignment->papers = cv_arena_array(check->arena, PAPERS_MAX, sizeof(*consignment->papers));
    consignment->paper_count = 0;
    if (consignment->papers == NULL) {
        cv_check_fail(check, "consignment.papers", "out of memory");
        return;
    }
    for (size_t i = 0; cv_check_fine(check) && i < count; i++) {
        const Caravan__Logistics__V1__Paper *from = message->papers[i];

        cv_field_enum(check, "consignment.papers.kind",
                      &caravan__logistics__v1__paper_kind__descriptor, from->kind, true);
        cv_check_text(check, "consignment.papers.reference", from->reference,
                      CV_FIELD_REFERENCE_MAX, true);
        consignment->papers[consignment->paper_count++] = (struct paper){
            .kind = from->kind,
            .reference = from->reference,
            .issued_on =
                cv_field_past_date(check, "consignment.papers.issued", from->issued, false),
        };
    }
}

static void read_way(struct cv_check *check, const Caravan__Logistics__V1__Consignment *message,
                     uint32_t mask, struct consignment *consignment)
{
    CV_FIELD_TAKE(mask, ORIGIN, consignment->origin,
                  place_id(check, "consignment.origin", message->origin));
    CV_FIELD_TAKE(mask, DESTINATION, consignment->destination,
                  place_id(check, "consignment.destination", message->destination));
    CV_FIELD_TAKE(mask, DIRECTION, consignment->direction, message->direction);
    cv_field_enum(check, "consignment.direction", &caravan__logistics__v1__direction__descriptor,
                  consignment->direction, false);
}

void consignment_read(struct cv_check *check, const Caravan__Logistics__V1__Consignment *message,
                      uint32_t mask, struct consignment *consignment)
{
    struct cv_id corridor = {0};

    if (mask == CV_MASK_ALL && consignment->corridor == NULL) {
        cv_check_name(check, "consignment.corridor", message->corridor, CORRIDOR_NAME, &corridor);
        consignment->corridor = keep(check, "consignment.corridor", corridor.text);
    }
    if ((mask & 1u << CONSIGNOR) != 0)
        read_party(check, "consignment.consignor", "consignment.consignor.title",
                   "consignment.consignor.uscc", message->consignor, &consignment->consignor);
    if ((mask & 1u << CONSIGNEE) != 0)
        read_party(check, "consignment.consignee", "consignment.consignee.title",
                   "consignment.consignee.uscc", message->consignee, &consignment->consignee);
    read_way(check, message, mask, consignment);
    CV_FIELD_TAKE(mask, INCOTERM, consignment->incoterm, message->incoterm);
    CV_FIELD_TAKE(mask, INCOTERM_PLACE, consignment->incoterm_place, message->incoterm_place);
    read_incoterm(check, consignment);
    CV_FIELD_TAKE(mask, PROJECT, consignment->project, message->project);
    cv_check_text(check, "consignment.project", consignment->project, CV_FIELD_TITLE_MAX, false);
    if (consignment_mask_lines(mask))
        consignment_lines_read(check, "consignment.lines", message->lines, message->n_lines,
                               consignment);
    if ((mask & 1u << PAPERS) != 0)
        read_papers(check, message, consignment);
}

/* ---- what must hold of them together ---- */

static struct cv_status find_point(struct cv_books *books, const struct corridor_ref *corridor,
                                   const char *place, const char *field, int64_t *position)
{
    struct place_ref ref;
    struct cv_status status = place_find(books, place, field, &ref);

    if (cv_ok(status))
        status = corridor_position(books, corridor, ref.uid, position);
    return cv_ok(status) && *position < 0
               ? cv_status_field(books->arena, field, "places/%s is no point of the corridor",
                                 place)
               : status;
}

struct cv_status consignment_place(struct cv_books *books, struct consignment *consignment)
{
    const int64_t out = CARAVAN__LOGISTICS__V1__DIRECTION__DIRECTION_OUTBOUND;
    const int64_t in = CARAVAN__LOGISTICS__V1__DIRECTION__DIRECTION_INBOUND;
    struct corridor_ref corridor;
    int64_t from = 0;
    int64_t to = 0;
    int64_t direction;
    struct cv_status status =
        corridor_find(books, consignment->corridor, "consignment.corridor", &corridor);

    if (cv_ok(status))
        status = find_point(books, &corridor, consignment->origin, "consignment.origin", &from);
    if (cv_ok(status))
        status =
            find_point(books, &corridor, consignment->destination, "consignment.destination", &to);
    if (!cv_ok(status))
        return status;
    if (from == to)
        return cv_status_field(books->arena, "consignment.destination",
                               "consignment.destination must not be the origin");
    direction = from < to ? out : in;
    if (consignment->direction != 0 && consignment->direction != direction)
        return cv_status_field(books->arena, "consignment.direction",
                               "from places/%s to places/%s is %s", consignment->origin,
                               consignment->destination, direction == out ? "outbound" : "inbound");
    consignment->direction = direction;
    consignment->corridor_uid = corridor.uid;
    return CV_STATUS_OK;
}

struct cv_status consignment_complete(struct cv_arena *arena, const struct consignment *consignment)
{
    const char *missing = consignment->line_count == 0 ? "goods" : NULL;
    size_t at = 0;

    for (size_t i = 0; missing == NULL && i < consignment->line_count; i++) {
        const struct goods_line *line = &consignment->lines[i];

        at = i + 1;
        if (line->hs_code[0] == '\0')
            missing = "an HS code";
        else if (line->packages == 0)
            missing = "packages";
        else if (line->grams == 0)
            missing = "a mass";
        else if (line->minor == 0)
            missing = "a value";
    }
    return missing == NULL
               ? CV_STATUS_OK
               : cv_status_f(arena, CV_FAILED_PRECONDITION, "CONSIGNMENT_INCOMPLETE",
                             "consignments/%s has no %s in line %zu", consignment->id, missing, at);
}

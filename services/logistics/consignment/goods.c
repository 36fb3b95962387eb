/* The goods lines of a consignment: their rules, and the whole on the wire. */
#include "consignment/consignment.h"
#include "identifier/identifier.h"

#include <string.h>

#define GRAMS_MAX       INT64_C(100000000000) /* 100,000 t */
#define PACKAGE_IDS_MAX 1000
#define PACKAGE_ID_MAX  40

static const char *path(struct cv_check *check, const char *list, size_t i, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "%s[%zu].%s", list, i, field);

    return text == NULL ? list : text;
}

/* One a line. */
static const char *read_package_ids(struct cv_check *check, const char *field,
                                    const Caravan__Logistics__V1__GoodsLine *from)
{
    char *all;
    char *at;

    cv_check_range(check, field, (int64_t)from->n_package_ids, 0, PACKAGE_IDS_MAX);
    if (!cv_check_fine(check) || from->n_package_ids == 0)
        return "";
    all = at = cv_arena_alloc(check->arena, from->n_package_ids * (PACKAGE_ID_MAX * 4 + 1) + 1);
    if (all == NULL) {
        cv_check_fail(check, field, "out of memory");
        return "";
    }
    for (size_t i = 0; i < from->n_package_ids; i++) {
        cv_check_text(check, field, from->package_ids[i], PACKAGE_ID_MAX, true);
        if (!cv_check_fine(check))
            return "";
        at = stpcpy(at, from->package_ids[i]);
        *at++ = '\n';
    }
    *at = '\0';
    return all;
}

static void read_value(struct cv_check *check, const char *list, size_t i,
                       const Caravan__Common__V1__Money *value, struct consignment *consignment)
{
    const char *field = path(check, list, i, "value");
    struct cv_money money;

    if (value == NULL)
        return;
    money = cv_field_money(check, field, value);
    if (money.currency[0] == '\0')
        cv_check_fail(check, path(check, list, i, "value.currency"),
                      "%s.currency is required: a value without a currency says nothing", field);
    if (consignment->currency[0] != '\0' && strcmp(consignment->currency, money.currency) != 0)
        cv_check_fail(check, path(check, list, i, "value.currency"),
                      "all lines are of one currency; %s is not %s", money.currency,
                      consignment->currency);
    consignment->currency = money.currency;
    consignment->lines[i].minor = money.minor;
}

static void read_line(struct cv_check *check, const char *list, size_t i,
                      const Caravan__Logistics__V1__GoodsLine *from,
                      struct consignment *consignment)
{
    struct goods_line *line = &consignment->lines[i];
    struct identifier hs = {0};
    const char *hs_code;

    cv_check_text(check, path(check, list, i, "description"), from->description, CV_FIELD_TITLE_MAX,
                  true);
    identifier_check(check, path(check, list, i, "hs_code"), IDENTIFIER_HS, from->hs_code, false,
                     &hs);
    if (from->hs_edition != 0 && from->hs_edition != 2017 && from->hs_edition != 2022)
        cv_check_fail(check, path(check, list, i, "hs_edition"), "hs_edition is 2017 or 2022");
    cv_check_range(check, path(check, list, i, "packages"), from->packages, 0,
                   CONSIGNMENT_PACKAGES_MAX);
    cv_check_range(check, path(check, list, i, "gross_grams"), from->gross_grams, 0, GRAMS_MAX);
    hs_code = cv_arena_string(check->arena, hs.text);
    line->description = from->description;
    line->hs_code = hs_code == NULL ? "" : hs_code;
    line->hs_edition = from->hs_edition == 0 ? 2022 : from->hs_edition;
    line->packages = from->packages;
    line->grams = from->gross_grams;
    line->package_ids = read_package_ids(check, path(check, list, i, "package_ids"), from);
    read_value(check, list, i, from->value, consignment);
}

void consignment_lines_read(struct cv_check *check, const char *field,
                            Caravan__Logistics__V1__GoodsLine **lines, size_t count,
                            struct consignment *consignment)
{
    cv_check_range(check, field, (int64_t)count, 1, CONSIGNMENT_LINES_MAX);
    if (!cv_check_fine(check))
        return;
    consignment->currency = "";
    consignment->line_count = count;
    consignment->lines = cv_arena_array(check->arena, count, sizeof(*consignment->lines));
    if (consignment->lines == NULL) {
        cv_check_fail(check, field, "out of memory");
        return;
    }
    for (size_t i = 0; cv_check_fine(check) && i < count; i++)
        read_line(check, field, i, lines[i], consignment);
}

/* ---- to the wire ---- */

static void package_ids_wire(struct cv_arena *arena, const char *all,
                             Caravan__Logistics__V1__GoodsLine *message)
{
    size_t count = 0;

    for (const char *at = all; (at = strchr(at, '\n')) != NULL; at++)
        count++;
    message->package_ids = cv_arena_array(arena, count + 1, sizeof(*message->package_ids));
    for (const char *at = all; message->package_ids != NULL && *at != '\0';) {
        size_t len = strcspn(at, "\n");

        message->package_ids[message->n_package_ids] = cv_arena_string_n(arena, at, len);
        if (message->package_ids[message->n_package_ids] == NULL)
            return;
        message->n_package_ids++;
        at += len + (at[len] == '\n');
    }
}

static Caravan__Logistics__V1__GoodsLine *line_wire(struct cv_arena *arena, const char *currency,
                                                    const struct goods_line *line)
{
    Caravan__Logistics__V1__GoodsLine *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__goods_line__init(message);
    message->description = cv_wire_text(line->description);
    message->hs_code = cv_wire_text(line->hs_code);
    message->hs_edition = (int32_t)line->hs_edition;
    message->packages = line->packages;
    message->gross_grams = line->grams;
    message->value = line->minor == 0 ? NULL : cv_field_money_wire(arena, currency, line->minor);
    package_ids_wire(arena, line->package_ids, message);
    message->booked_packages = line->stock.booked;
    message->loaded_packages = line->stock.loaded;
    message->landed_packages = line->stock.landed;
    message->delivered_packages = line->stock.delivered;
    message->missing_packages = line->stock.missing;
    return message;
}

size_t consignment_lines_wire(struct cv_arena *arena, const struct consignment *consignment,
                              Caravan__Logistics__V1__GoodsLine ***lines)
{
    *lines = cv_arena_array(arena, consignment->line_count + 1, sizeof(**lines));
    if (*lines == NULL)
        return 0;
    for (size_t i = 0; i < consignment->line_count; i++) {
        (*lines)[i] = line_wire(arena, consignment->currency, &consignment->lines[i]);
        if ((*lines)[i] == NULL)
            return 0;
    }
    return consignment->line_count;
}

static Caravan__Logistics__V1__Party *party_wire(struct cv_arena *arena, const struct party *party)
{
    Caravan__Logistics__V1__Party *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__party__init(message);
    message->title = cv_wire_text(party->title);
    message->uscc = cv_wire_text(party->uscc);
    return message;
}

static void papers_wire(struct cv_arena *arena, const struct consignment *consignment,
                        Caravan__Logistics__V1__Consignment *message)
{
    message->papers = cv_arena_array(arena, consignment->paper_count + 1, sizeof(*message->papers));
    for (size_t i = 0; message->papers != NULL && i < consignment->paper_count; i++) {
        Caravan__Logistics__V1__Paper *to = cv_arena_alloc(arena, sizeof(*to));

        if (to == NULL)
            return;
        caravan__logistics__v1__paper__init(to);
        to->kind = (Caravan__Logistics__V1__PaperKind)consignment->papers[i].kind;
        to->reference = cv_wire_text(consignment->papers[i].reference);
        to->issued = cv_wire_date(arena, consignment->papers[i].issued_on);
        message->papers[message->n_papers++] = to;
    }
}

static void sums_wire(struct cv_arena *arena, const struct consignment *consignment,
                      Caravan__Logistics__V1__Consignment *message)
{
    int64_t minor = 0;

    for (size_t i = 0; i < consignment->line_count; i++) {
        message->packages += consignment->lines[i].packages;
        message->gross_grams += consignment->lines[i].grams;
        minor += consignment->lines[i].minor;
    }
    if (minor > 0)
        message->value = cv_field_money_wire(arena, consignment->currency, minor);
}

/* An Incoterm for ships: not wrong on rails, but worth a look. */
static void warnings_wire(struct cv_arena *arena, const struct consignment *consignment,
                          Caravan__Logistics__V1__Consignment *message)
{
    static const char *const SEA[] = {"FAS", "FOB", "CFR", "CIF"};

    message->warnings = cv_arena_array(arena, 1, sizeof(*message->warnings));
    for (size_t i = 0; message->warnings != NULL && i < sizeof(SEA) / sizeof(*SEA); i++) {
        if (strcmp(consignment->incoterm, SEA[i]) == 0)
            message->warnings[message->n_warnings++] = cv_wire_text("INCOTERM_FOR_SEA");
    }
}

static char *named(struct cv_arena *arena, const char *collection, const char *id)
{
    return id[0] == '\0' ? cv_wire_text("") : cv_arena_printf(arena, "%s/%s", collection, id);
}

static bool flagged(const struct consignment *consignment, enum consignment_flag flag)
{
    return (consignment->flags & CONSIGNMENT_FLAG(flag)) != 0;
}

Caravan__Logistics__V1__Consignment *consignment_wire(struct cv_arena *arena,
                                                      const struct consignment *consignment)
{
    Caravan__Logistics__V1__Consignment *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__consignment__init(message);
    message->name = named(arena, "consignments", consignment->id);
    message->corridor = named(arena, "corridors", consignment->corridor);
    message->consignor = party_wire(arena, &consignment->consignor);
    message->consignee = party_wire(arena, &consignment->consignee);
    message->origin = named(arena, "places", consignment->origin);
    message->destination = named(arena, "places", consignment->destination);
    message->direction = (Caravan__Logistics__V1__Direction)consignment->direction;
    message->incoterm = cv_wire_text(consignment->incoterm);
    message->incoterm_place = cv_wire_text(consignment->incoterm_place);
    message->n_lines = consignment_lines_wire(arena, consignment, &message->lines);
    papers_wire(arena, consignment, message);
    message->project = cv_wire_text(consignment->project);
    message->state = (Caravan__Logistics__V1__ConsignmentState)consignment->state;
    message->customs_hold = flagged(consignment, CONSIGNMENT_CUSTOMS_HOLD);
    message->shortage = flagged(consignment, CONSIGNMENT_SHORTAGE);
    message->damage = flagged(consignment, CONSIGNMENT_DAMAGE);
    message->claim = flagged(consignment, CONSIGNMENT_CLAIM);
    sums_wire(arena, consignment, message);
    message->returns = named(arena, "consignments", consignment->returns);
    message->returned_by = named(arena, "consignments", consignment->returned_by);
    warnings_wire(arena, consignment, message);
    message->etag = cv_wire_text(cv_field_etag(arena, consignment->version));
    message->create_time = cv_wire_time(arena, consignment->created_us);
    message->update_time = cv_wire_time(arena, consignment->recorded_us);
    return message;
}

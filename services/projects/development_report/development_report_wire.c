#include "development_report/development_report_wire.h"

#include "dossier/dossier.h"
#include "report/row_wire.h"

#include <string.h>

typedef Caravan__Projects__V1__DevelopmentReportResponse answer;

/* "SCENIC_AREA" of CERTIFICATION_KIND_SCENIC_AREA. */
static const char *kind_name(const struct dossier_noun *noun, int64_t kind)
{
    static const char UNSPECIFIED[] = "UNSPECIFIED";
    const ProtobufCEnumValue *value;

    if (noun->kinds == NULL)
        return "";
    value = protobuf_c_enum_descriptor_get_value(noun->kinds, (int)kind);
    return value == NULL ? ""
                         : value->name + strlen(noun->kinds->values[0].name) - strlen(UNSPECIFIED);
}

/* ---- what stands ---- */

static Caravan__Projects__V1__StandingRow *standing_row(struct cv_arena *arena,
                                                        const struct standing *row)
{
    Caravan__Projects__V1__StandingRow *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__standing_row__init(message);
    message->collection =
        cv_wire_text(dossier_noun_of((enum dossier_kind)row->first->noun)->collection);
    message->state = (Caravan__Projects__V1__DevelopmentState)row->first->state;
    message->records = row->records;
    message->subjects = row->subjects;
    message->amount_minor = (int64_t)row->minor;
    return message;
}

static void *kind_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct standing *row = thing;
    Caravan__Projects__V1__StandingRow *message = standing_row(arena, row);

    (void)programme;
    if (message == NULL)
        return NULL;
    message->kind = cv_wire_text(
        kind_name(dossier_noun_of((enum dossier_kind)row->first->noun), row->first->kind));
    message->grade = cv_wire_text(row->first->grade);
    message->superseded = row->first->superseded;
    return message;
}

static void *project_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct standing *row = thing;
    Caravan__Projects__V1__StandingRow *message = standing_row(arena, row);

    if (message != NULL)
        message->project = field_project_name(arena, programme, row->first->project);
    return message;
}

static void *reached_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct reached *row = thing;
    const struct dossier_noun *noun = dossier_noun_of((enum dossier_kind)row->noun);
    Caravan__Projects__V1__ReachedRow *message = cv_arena_alloc(arena, sizeof(*message));

    (void)programme;
    if (message == NULL)
        return NULL;
    caravan__projects__v1__reached_row__init(message);
    message->collection = cv_wire_text(noun->collection);
    message->kind = cv_wire_text(kind_name(noun, row->kind));
    message->grade = cv_wire_text(row->grade);
    message->state = (Caravan__Projects__V1__DevelopmentState)row->state;
    message->year = row->year;
    message->records = row->records;
    message->subjects = row->subjects;
    return message;
}

/* ---- enterprises, milestones, facts ---- */

static void *enterprise_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct standing *row = thing;
    Caravan__Projects__V1__EnterpriseFigures *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__enterprise_figures__init(message);
    if (row->first != NULL) {
        message->project = field_project_name(arena, programme, row->first->project);
        message->site = cv_wire_text(row->first->site);
    }
    message->gross = row->subjects;
    message->exits = row->subjects - row->settled;
    message->net = row->settled;
    message->records = row->records;
    return message;
}

static void *enterprise_total(struct cv_arena *arena, const struct development_report *made)
{
    struct standing total = {0};

    if (made->tables.enterprises.count > 0)
        total = made->tables.enterprises.rows[0];
    total.first = NULL;
    return enterprise_wire(arena, made->programme.id, &total);
}

static void *milestone_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct milestone_figures *row = thing;
    Caravan__Projects__V1__MilestoneFigures *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__milestone_figures__init(message);
    message->project = field_project_name(arena, programme, row->project);
    message->planned = row->planned;
    message->done = row->done;
    message->waived = row->waived;
    message->overdue = row->overdue;
    message->late = row->late;
    message->late_days = row->late_days;
    message->worst_days = row->worst_days;
    return message;
}

static void *fact_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct known_fact *row = thing;
    Caravan__Projects__V1__FactRow *message = cv_arena_alloc(arena, sizeof(*message));

    (void)programme;
    if (message == NULL)
        return NULL;
    caravan__projects__v1__fact_row__init(message);
    message->subject = cv_wire_text(row->subject);
    message->kind = (Caravan__Projects__V1__SiteFactKind)row->kind;
    message->unit = cv_wire_text(row->unit);
    message->decimals = (int32_t)row->decimals;
    message->value = row->value;
    message->effective_date = cv_wire_date(arena, row->effective_on);
    message->records = row->records;
    return message;
}

/* ---- trade and sales ---- */

static void *trade_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct trade_figures *row = thing;
    Caravan__Projects__V1__TradeFigures *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__trade_figures__init(message);
    if (row->event != NULL) {
        message->trade_event = dossier_name(arena, &trade_event_noun, programme, row->event->id);
        message->title = cv_wire_text(row->event->title);
        message->title_zh = cv_wire_text(row->event->title_zh);
    }
    message->exhibitors = row->quantity[TRADE_RESULT_EXHIBITORS];
    message->items_shown = row->quantity[TRADE_RESULT_ITEMS_SHOWN];
    message->orders = row->quantity[TRADE_RESULT_ORDERS];
    message->orders_minor = (int64_t)row->minor[TRADE_RESULT_ORDERS];
    message->letters_of_intent = row->quantity[TRADE_RESULT_LETTERS];
    message->letters_of_intent_minor = (int64_t)row->minor[TRADE_RESULT_LETTERS];
    message->ordered = row->ordered;
    message->ordered_minor = (int64_t)row->ordered_minor;
    message->together_minor = (int64_t)(row->minor[TRADE_RESULT_ORDERS] +
                                        row->minor[TRADE_RESULT_LETTERS] - row->ordered_minor);
    message->records = row->records;
    return message;
}

static void *sales_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct sales_row *row = thing;
    Caravan__Projects__V1__EnterpriseSalesRow *message = cv_arena_alloc(arena, sizeof(*message));

    (void)programme;
    if (message == NULL)
        return NULL;
    caravan__projects__v1__enterprise_sales_row__init(message);
    message->key = cv_wire_text(row->key);
    message->site = cv_wire_text(row->site);
    message->year = row->year;
    message->amount_minor = (int64_t)row->minor[0];
    message->reported_minor =
        (int64_t)row->minor[CARAVAN__PROJECTS__V1__SALES_BASIS__SALES_BASIS_REPORTED];
    message->counted_minor =
        (int64_t)row->minor[CARAVAN__PROJECTS__V1__SALES_BASIS__SALES_BASIS_COUNTED];
    message->estimated_minor =
        (int64_t)row->minor[CARAVAN__PROJECTS__V1__SALES_BASIS__SALES_BASIS_ESTIMATED];
    message->records = row->records;
    return message;
}

static void *site_sales_wire(struct cv_arena *arena, const char *programme, const void *thing)
{
    const struct sales_row *row = thing;
    Caravan__Projects__V1__EnterpriseSalesRow *message = sales_wire(arena, programme, thing);

    if (message != NULL)
        message->key = field_project_name(arena, programme, row->key);
    return message;
}

/* ---- the whole ---- */

/* A repeated field of the answer. */
#define PUT(field, rows, count, wire)                                                              \
    PUT_ROWS(arena, made->programme.id, message, field, rows, count, wire)
#define PUT_TABLE(field, table, wire) PUT(field, (table).rows, (table).count, wire)

static void put_dossiers(struct cv_arena *arena, const struct development_report *made,
                         answer *message)
{
    const struct development_tables *tables = &made->tables;

    PUT_TABLE(standing, tables->standing, kind_wire);
    PUT_TABLE(standing_by_project, tables->by_project, project_wire);
    PUT(reached_by_year, made->reached, made->reached_count, reached_wire);
    message->enterprises = enterprise_total(arena, made);
    PUT_TABLE(enterprises_by_site, tables->enterprises_by_site, enterprise_wire);
    message->milestones = milestone_wire(arena, made->programme.id, &tables->milestones);
    PUT(milestones_by_project, tables->milestones_by_project, tables->project_count,
        milestone_wire);
}

static void put_records(struct cv_arena *arena, const struct development_report *made,
                        answer *message)
{
    const struct development_tables *tables = &made->tables;

    PUT(facts, made->facts, made->fact_count, fact_wire);
    message->trade = trade_wire(arena, made->programme.id, &tables->trade);
    PUT(trade_by_event, tables->trade_by_event, tables->event_count, trade_wire);
    message->sales = sales_wire(arena, made->programme.id, &tables->sales);
    PUT_TABLE(sales_by_year, tables->sales_by_year, sales_wire);
    PUT_TABLE(sales_by_line, tables->sales_by_line, sales_wire);
    PUT_TABLE(sales_by_site, tables->sales_by_site, site_sales_wire);
    PUT_TABLE(sales_by_enterprise, tables->sales_by_enterprise, sales_wire);
}

answer *development_report_wire(struct cv_arena *arena, const struct development_report *made)
{
    answer *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__development_report_response__init(message);
    message->programme = cv_arena_printf(arena, "programmes/%s", made->programme.id);
    message->title = cv_wire_text(made->programme.title);
    message->title_zh = cv_wire_text(made->programme.title_zh);
    message->currency = cv_wire_text(made->programme.currency);
    message->effective_through = cv_wire_date(arena, made->effective_through);
    message->known_at = cv_wire_time(arena, made->known_us);
    put_dossiers(arena, made, message);
    put_records(arena, made, message);
    return arena->exhausted ? NULL : message;
}

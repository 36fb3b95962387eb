#include "app/wire.h"
#include "base/arena.h"
#include "chute/chute_store.h"
#include "hub_report/hub_report.h"
#include "prefecture/prefecture_store.h"
#include "reader/reader_store.h"

#define MILLION INT64_C(1000000)

typedef Caravan__Logistics__V1__HubFigures figures_message;

static int64_t ppm(int64_t part, int64_t of)
{
    return of <= 0 ? 0 : part * MILLION / of;
}

static void put_amounts(const int64_t amounts[COUNT_WHATS], figures_message *message)
{
    message->inbound = amounts[COUNT_INBOUND];
    message->sorted = amounts[COUNT_SORTED];
    message->missorted = amounts[COUNT_MISSORTED];
    message->no_read = amounts[COUNT_NO_READ];
    message->recirculated = amounts[COUNT_RECIRCULATED];
    message->recirculations = amounts[COUNT_ROUNDS];
    message->rejected = amounts[COUNT_REJECTED];
    message->dispatched = amounts[COUNT_DISPATCHED];
    message->missort_ppm = ppm(amounts[COUNT_MISSORTED], amounts[COUNT_SORTED]);
    message->no_read_ppm = ppm(amounts[COUNT_NO_READ], amounts[COUNT_INBOUND]);
    message->latency_count = amounts[COUNT_TIMED];
    if (amounts[COUNT_TIMED] > 0)
        message->latency_mean_ms = amounts[COUNT_LATENCY_MS] / amounts[COUNT_TIMED];
}

static struct cv_status put_label(struct cv_books *books, const struct hub_ref *hub,
                                  const struct count_cell *cell, figures_message *message)
{
    struct cv_status status = CV_STATUS_OK;
    const char *id = "";

    message->date = cv_wire_date(books->arena, cell->day);
    switch (cell->kind) {
    case REPORT_HOUR:
        message->hour = (int32_t)cell->key;
        break;
    case REPORT_SHIFT:
        message->shift = (int32_t)cell->key;
        break;
    case REPORT_CHUTE:
    case REPORT_CHUTE_AND_SHIFT:
        message->shift = (int32_t)cell->part;
        status = chute_id(books, hub->no, cell->key, &id);
        message->chute = cv_wire_text(id);
        break;
    case REPORT_PREFECTURE:
        status = prefecture_id(books, hub->no, cell->key, &id);
        message->prefecture = cv_wire_text(id);
        break;
    default:
        break;
    }
    return status;
}

/* All of one kind, in order; of days and hours the backlog goes on from one to the next. */
static struct cv_status put_rows(struct cv_books *books, const struct hub_ref *hub,
                                 const struct hub_report *report, int64_t kind,
                                 figures_message ***rows, size_t *count)
{
    bool runs = kind == REPORT_TOTAL || kind == REPORT_DAY || kind == REPORT_HOUR;
    const struct count_row **cells = tally_rows(&report->tally, kind, books->arena, count);
    int64_t backlog = report->opening;
    struct cv_status status = CV_STATUS_OK;

    *rows = cv_arena_array(books->arena, *count + 1, sizeof(**rows));
    if (cells == NULL || *rows == NULL) {
        *count = 0;
        return status; /* the arena remembers */
    }
    for (size_t i = 0; cv_ok(status) && i < *count; i++) {
        figures_message *message = cv_arena_alloc(books->arena, sizeof(*message));

        (*rows)[i] = message;
        if (message == NULL)
            return status;
        caravan__logistics__v1__hub_figures__init(message);
        put_amounts(cells[i]->amounts, message);
        status = put_label(books, hub, &cells[i]->cell, message);
        backlog += message->inbound - message->dispatched;
        message->backlog = runs ? backlog : 0;
    }
    return status;
}

static struct cv_status put_lateness(struct cv_books *books, const struct hub_ref *hub,
                                     const struct hub_report *report,
                                     Caravan__Logistics__V1__HubReportResponse *made)
{
    size_t count;
    const struct count_row **cells =
        tally_rows(&report->tally, REPORT_READER, books->arena, &count);
    struct cv_status status = CV_STATUS_OK;

    made->lateness = cv_arena_array(books->arena, count + 1, sizeof(*made->lateness));
    if (cells == NULL || made->lateness == NULL)
        return status; /* the arena remembers */
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        Caravan__Logistics__V1__HubLateness *message =
            cv_arena_alloc(books->arena, sizeof(*message));
        const int64_t *amounts = cells[i]->amounts;
        const char *id;

        if (message == NULL)
            return status;
        caravan__logistics__v1__hub_lateness__init(message);
        made->lateness[made->n_lateness++] = message;
        status = reader_id_of(books, hub->no, cells[i]->cell.key, &id);
        message->date = cv_wire_date(books->arena, cells[i]->cell.day);
        message->reader = cv_wire_text(id);
        message->scans = amounts[COUNT_SCANS];
        message->late = amounts[COUNT_LATE];
        message->late_ppm = ppm(amounts[COUNT_LATE], amounts[COUNT_SCANS]);
        if (amounts[COUNT_LATE] > 0)
            message->late_mean_ms = amounts[COUNT_LATE_MS] / amounts[COUNT_LATE];
    }
    return status;
}

/* The end of the five minutes in which the `part`th of `of` parcels lies. */
static int64_t percentile(const struct hub_report *report, int64_t part, int64_t of)
{
    int64_t want = (report->latency_count * part + of - 1) / of;
    int64_t seen = 0;

    if (report->latency_count <= 0)
        return 0;
    for (int64_t i = 0; i <= COUNT_LATENCY_LAST; i++) {
        seen += report->latencies[i];
        if (seen >= want)
            return (i + 1) * (COUNT_LATENCY_US / 60 / MILLION);
    }
    return 0;
}

struct cv_status hub_report_wire(struct cv_books *books, const struct hub_ref *hub,
                                 const struct hub_report *report,
                                 Caravan__Logistics__V1__HubReportResponse **message)
{
    Caravan__Logistics__V1__HubReportResponse *made = cv_arena_alloc(books->arena, sizeof(*made));
    struct cv_status status = CV_STATUS_OK;
    figures_message **total;
    size_t count;

    *message = made;
    if (made == NULL)
        return status;
    caravan__logistics__v1__hub_report_response__init(made);
    const struct {
        int64_t kind;
        figures_message ***rows;
        size_t *count;
    } parts[] = {
        {REPORT_TOTAL, &total, &count},
        {REPORT_DAY, &made->by_day, &made->n_by_day},
        {REPORT_HOUR, &made->by_hour, &made->n_by_hour},
        {REPORT_SHIFT, &made->by_shift, &made->n_by_shift},
        {REPORT_CHUTE, &made->by_chute, &made->n_by_chute},
        {REPORT_CHUTE_AND_SHIFT, &made->by_chute_and_shift, &made->n_by_chute_and_shift},
        {REPORT_PREFECTURE, &made->by_prefecture, &made->n_by_prefecture},
        {REPORT_CORRECTION, &made->corrections, &made->n_corrections},
    };
    for (size_t i = 0; cv_ok(status) && i < sizeof(parts) / sizeof(parts[0]); i++)
        status = put_rows(books, hub, report, parts[i].kind, parts[i].rows, parts[i].count);
    if (cv_ok(status))
        status = put_lateness(books, hub, report, made);
    if (!cv_ok(status))
        return status;
    made->total = count > 0 ? total[0] : NULL;
    made->latency_p50_minutes = percentile(report, 1, 2);
    made->latency_p90_minutes = percentile(report, 9, 10);
    made->closed_date = cv_wire_date(books->arena, hub->closed_on);
    return status;
}

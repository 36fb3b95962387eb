#include "development_report/development_tables.h"

#include "app/date.h"
#include "milestone/slip.h"

#include <stdlib.h>
#include <string.h>

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

typedef int order_function(const struct known_dossier *a, const struct known_dossier *b);

/* ---- orders of dossiers ---- */

static int by_state(const struct known_dossier *a, const struct known_dossier *b)
{
    return ORDER(a->state, b->state);
}

static int by_kind(const struct known_dossier *a, const struct known_dossier *b)
{
    int order = ORDER(a->noun, b->noun);

    if (order == 0)
        order = ORDER(a->kind, b->kind);
    if (order == 0)
        order = strcmp(a->grade, b->grade);
    if (order == 0)
        order = ORDER(a->superseded, b->superseded);
    return order == 0 ? by_state(a, b) : order;
}

static int by_project(const struct known_dossier *a, const struct known_dossier *b)
{
    int order = strcmp(a->project, b->project);

    if (order == 0)
        order = ORDER(a->noun, b->noun);
    return order == 0 ? by_state(a, b) : order;
}

static int by_site(const struct known_dossier *a, const struct known_dossier *b)
{
    int order = strcmp(a->project, b->project);

    return order == 0 ? strcmp(a->site, b->site) : order;
}

static int by_nothing(const struct known_dossier *a, const struct known_dossier *b)
{
    (void)a;
    (void)b;
    return 0;
}

/* ---- what stands ---- */

/* A dossier with the order it is sorted in: qsort() hands nothing else on. */
struct sorted {
    const struct known_dossier *dossier;
    order_function *order;
};

static int compare_sorted(const void *one, const void *other)
{
    const struct sorted *a = one;
    const struct sorted *b = other;
    int order = a->order(a->dossier, b->dossier);

    if (order == 0)
        order = strcmp(a->dossier->subject, b->dossier->subject);
    return order == 0 ? memcmp(&a->dossier->uid, &b->dossier->uid, sizeof(a->dossier->uid)) : order;
}

/* All of one noun, 0: of every, with the same key and subject beside each other. */
static struct sorted *sort(struct cv_arena *arena, const struct development_known *known,
                           int64_t noun, order_function *order, size_t *count)
{
    struct sorted *all = cv_arena_array(arena, known->dossier_count + 1, sizeof(*all));

    *count = 0;
    for (size_t i = 0; all != NULL && i < known->dossier_count; i++) {
        if (noun == 0 || known->dossiers[i].noun == noun)
            all[(*count)++] = (struct sorted){&known->dossiers[i], order};
    }
    if (all != NULL)
        qsort(all, *count, sizeof(*all), compare_sorted);
    return all;
}

static void count_one(struct standing *row, const struct known_dossier *dossier, bool new_subject,
                      bool newly_settled)
{
    row->records++;
    row->subjects += new_subject;
    row->settled += newly_settled;
    row->minor += dossier->amount_minor;
}

static bool make_standing(struct standing_table *table, struct cv_arena *arena,
                          const struct development_known *known, int64_t noun,
                          order_function *order)
{
    size_t count;
    struct sorted *all = sort(arena, known, noun, order, &count);
    bool settled = false; /* the subject, in this group */

    if (all == NULL)
        return false;
    table->rows = cv_arena_array(arena, count + 1, sizeof(*table->rows));
    for (size_t i = 0; table->rows != NULL && i < count; i++) {
        const struct known_dossier *dossier = all[i].dossier;
        const struct known_dossier *before = i == 0 ? NULL : all[i - 1].dossier;
        bool new_group = before == NULL || order(before, dossier) != 0;
        bool new_subject = new_group || strcmp(before->subject, dossier->subject) != 0;
        bool is_settled = dossier->state == STATE_SETTLED;

        if (new_group)
            table->rows[table->count++] = (struct standing){.first = dossier};
        settled = settled && !new_subject;
        count_one(&table->rows[table->count - 1], dossier, new_subject, is_settled && !settled);
        settled = settled || is_settled;
    }
    return table->rows != NULL;
}

/* ---- certifications that others took the place of ---- */

static int by_id(const void *one, const void *other)
{
    const struct known_dossier *const *a = one;
    const struct known_dossier *const *b = other;

    return strcmp((*a)->id, (*b)->id);
}

static bool mark_superseded(struct cv_arena *arena, struct development_known *known)
{
    struct known_dossier **granted =
        cv_arena_array(arena, known->dossier_count + 1, sizeof(struct known_dossier *));
    size_t count = 0;

    if (granted == NULL)
        return false;
    for (size_t i = 0; i < known->dossier_count; i++) {
        if (known->dossiers[i].noun == DOSSIER_CERTIFICATION &&
            known->dossiers[i].state == STATE_GRANTED)
            granted[count++] = &known->dossiers[i];
    }
    if (count > 0)
        qsort(granted, count, sizeof(struct known_dossier *), by_id);
    for (size_t i = 0; i < count; i++) {
        const struct known_dossier old = {.id = granted[i]->related};
        const struct known_dossier *key = &old;
        struct known_dossier **found =
            bsearch(&key, granted, count, sizeof(struct known_dossier *), by_id);

        if (found != NULL)
            (*found)->superseded = true;
    }
    return true;
}

/* ---- milestones ---- */

static void add_milestone(struct milestone_figures *to, const struct known_dossier *milestone,
                          int32_t today)
{
    bool planned = milestone->state == STATE_PLANNED;
    int32_t day = planned ? milestone->forecast_on : milestone->completed_on;
    int32_t days = 0;

    to->planned += planned;
    to->done += milestone->state == STATE_DONE;
    to->waived += milestone->state == STATE_WAIVED;
    to->overdue += planned && milestone->planned_on < today;
    if (milestone->state != STATE_WAIVED && day != CV_DATE_NONE)
        days = slip_days(milestone->planned_on, day);
    if (days <= 0)
        return;
    to->late++;
    to->late_days += days;
    if (days > to->worst_days)
        to->worst_days = days;
}

static bool make_milestones(struct development_tables *tables, struct cv_arena *arena,
                            const struct development_known *known)
{
    size_t count;
    struct sorted *all = sort(arena, known, DOSSIER_MILESTONE, by_project, &count);
    struct milestone_figures *rows = cv_arena_array(arena, count + 1, sizeof(*rows));

    if (all == NULL || rows == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct known_dossier *milestone = all[i].dossier;

        if (i == 0 || strcmp(all[i - 1].dossier->project, milestone->project) != 0)
            rows[tables->project_count++] =
                (struct milestone_figures){.project = milestone->project};
        add_milestone(&rows[tables->project_count - 1], milestone, known->today);
        add_milestone(&tables->milestones, milestone, known->today);
    }
    tables->milestones.project = "";
    tables->milestones_by_project = rows;
    return true;
}

/* ---- trade events ---- */

static int by_uid(const void *key, const void *dossier)
{
    return memcmp(key, &((const struct known_dossier *)dossier)->uid, sizeof(struct cv_uuid));
}

/* Where the dossier of this uid is; NULL: no move of it stands. */
static const struct known_dossier *find(const struct development_known *known, struct cv_uuid uid)
{
    return known->dossier_count == 0 ? NULL
                                     : bsearch(&uid, known->dossiers, known->dossier_count,
                                               sizeof(*known->dossiers), by_uid);
}

static void add_result(struct trade_figures *to, const struct known_result *result)
{
    to->quantity[result->kind] += result->quantity;
    to->minor[result->kind] += result->minor;
    to->records++;
    if (!result->of_letter)
        return;
    to->ordered += result->quantity;
    to->ordered_minor += result->minor;
}

static int by_event_id(const void *one, const void *other)
{
    const struct trade_figures *a = one;
    const struct trade_figures *b = other;

    return strcmp(a->event->id, b->event->id);
}

static int by_event_uid(const void *key, const void *row)
{
    const struct trade_figures *figures = row;

    return memcmp(key, &figures->event->uid, sizeof(struct cv_uuid));
}

static bool make_trade(struct development_tables *tables, struct cv_arena *arena,
                       const struct development_known *known)
{
    struct trade_figures *rows = cv_arena_array(arena, known->dossier_count + 1, sizeof(*rows));
    size_t count = 0;

    if (rows == NULL)
        return false;
    for (size_t i = 0; i < known->dossier_count; i++) {
        const struct known_dossier *dossier = &known->dossiers[i];

        if (dossier->noun == DOSSIER_TRADE_EVENT && dossier->state == STATE_HELD)
            rows[count++] = (struct trade_figures){.event = dossier};
    }
    for (size_t i = 0; i < known->result_count && count > 0; i++) {
        const struct known_result *result = &known->results[i];
        struct trade_figures *row =
            bsearch(&result->event, rows, count, sizeof(*rows), by_event_uid);

        if (row == NULL)
            continue;
        add_result(row, result);
        add_result(&tables->trade, result);
    }
    if (count > 0)
        qsort(rows, count, sizeof(*rows), by_event_id);
    tables->trade_by_event = rows;
    tables->event_count = count;
    return true;
}

/* ---- sales ---- */

static void add_sale(struct sales_row *to, const struct sales_row *row)
{
    for (int i = 0; i < SALES_BASES; i++)
        to->minor[i] += row->minor[i];
    to->records += row->records;
}

static int compare_sales(const void *one, const void *other)
{
    const struct sales_row *a = one;
    const struct sales_row *b = other;
    int order = strcmp(a->key, b->key);

    if (order == 0)
        order = strcmp(a->site, b->site);
    return order == 0 ? ORDER(a->year, b->year) : order;
}

/* Rows of one key become one. */
static void close_sales(struct sales_table *table)
{
    size_t count = 0;

    if (table->count > 0)
        qsort(table->rows, table->count, sizeof(*table->rows), compare_sales);
    for (size_t i = 0; i < table->count; i++) {
        if (count > 0 && compare_sales(&table->rows[count - 1], &table->rows[i]) == 0)
            add_sale(&table->rows[count - 1], &table->rows[i]);
        else
            table->rows[count++] = table->rows[i];
    }
    table->count = count;
}

static void put_sale(struct sales_table *table, const struct sales_row *row, const char *key,
                     const char *site)
{
    struct sales_row *to = &table->rows[table->count++];

    *to = *row;
    to->key = key;
    to->site = site;
}

static bool make_sales(struct development_tables *tables, struct cv_arena *arena,
                       const struct development_known *known)
{
    struct sales_table *all[] = {&tables->sales_by_year, &tables->sales_by_line,
                                 &tables->sales_by_site, &tables->sales_by_enterprise};

    for (int t = 0; t < 4; t++) {
        all[t]->rows = cv_arena_array(arena, known->sale_count + 1, sizeof(*all[t]->rows));
        if (all[t]->rows == NULL)
            return false;
    }
    for (size_t i = 0; i < known->sale_count; i++) {
        const struct known_sale *sale = &known->sales[i];
        const struct known_dossier *enterprise = find(known, sale->enterprise);
        struct sales_row row = {.year = sale->year, .records = sale->records};

        if (enterprise == NULL)
            continue;
        row.minor[0] = sale->minor;
        row.minor[sale->basis] = sale->minor;
        add_sale(&tables->sales, &row);
        put_sale(&tables->sales_by_year, &row, "", "");
        put_sale(&tables->sales_by_line, &row, enterprise->line, "");
        put_sale(&tables->sales_by_site, &row, enterprise->project, enterprise->site);
        put_sale(&tables->sales_by_enterprise, &row, enterprise->subject, "");
    }
    for (int t = 0; t < 4; t++)
        close_sales(all[t]);
    tables->sales.key = "";
    tables->sales.site = "";
    return true;
}

/* ---- the whole ---- */

bool development_tables_make(struct development_tables *tables, struct cv_arena *arena,
                             struct development_known *known)
{
    return mark_superseded(arena, known) &&
           make_standing(&tables->standing, arena, known, 0, by_kind) &&
           make_standing(&tables->by_project, arena, known, 0, by_project) &&
           make_standing(&tables->enterprises, arena, known, DOSSIER_ENTERPRISE, by_nothing) &&
           make_standing(&tables->enterprises_by_site, arena, known, DOSSIER_ENTERPRISE, by_site) &&
           make_milestones(tables, arena, known) && make_trade(tables, arena, known) &&
           make_sales(tables, arena, known);
}

static bool fits(__int128 wide)
{
    return wide == (int64_t)wide;
}

bool development_tables_fit(const struct development_tables *tables)
{
    const struct trade_figures *trade = &tables->trade;
    bool fit = fits(tables->sales.minor[0]) &&
               fits(trade->minor[TRADE_RESULT_ORDERS] + trade->minor[TRADE_RESULT_LETTERS]);

    for (size_t i = 0; fit && i < tables->standing.count; i++)
        fit = fits(tables->standing.rows[i].minor);
    for (size_t i = 0; fit && i < tables->by_project.count; i++)
        fit = fits(tables->by_project.rows[i].minor);
    return fit;
}

#include "services/money_model.h"

#include <stddef.h>
#include <string.h>

typedef struct money_row row_type;

static const row_type *row_of(const struct money_model *model, enum money_table table, int id)
{
    return &model->rows[table][id];
}

void money_begin(struct money_model *model)
{
    memset(model, 0, sizeof(*model));
}

static bool stands(const row_type *row)
{
    return row->state == MONEY_SUBMITTED || row->state == MONEY_APPROVED;
}

/* ---- sums ---- */

/* Of one table: what was approved of the rows that `pick` wants, or what waits of them. */
typedef bool pick_fn(const row_type *row, int id);

static int64_t sum(const struct money_model *model, enum money_table table, pick_fn *pick, int id,
                   enum money_state state)
{
    int64_t total = 0;

    for (int i = 0; i < MONEY_SLOTS; i++) {
        const row_type *row = row_of(model, table, i);

        if (row->state == state && pick(row, id))
            total += state == MONEY_APPROVED ? row->posted : row->amount;
    }
    return total;
}

static bool is_of(const row_type *row, int id)
{
    return row->of == id;
}

static bool takes_of(const row_type *row, int id)
{
    return row->of == id && row->amount > 0;
}

static bool less_of(const row_type *row, int id)
{
    return row->of == id && row->amount < 0;
}

static bool reverses(const row_type *row, int id)
{
    return row->reverses == id;
}

int64_t money_limit(const struct money_model *model, enum money_table table, int id)
{
    int64_t limit = row_of(model, table, id)->amount;

    limit += sum(model, table, reverses, id, MONEY_APPROVED);
    if (table == MONEY_LINE)
        limit += sum(model, MONEY_CHANGE, is_of, id, MONEY_APPROVED);
    return limit;
}

int64_t money_taken(const struct money_model *model, enum money_table table, int id)
{
    return sum(model, table == MONEY_LINE ? MONEY_PROMISE : MONEY_PAYMENT, is_of, id,
               MONEY_APPROVED);
}

int64_t money_pending(const struct money_model *model, enum money_table table, int id)
{
    int64_t pending = -sum(model, table, reverses, id, MONEY_SUBMITTED);

    pending += sum(model, table == MONEY_LINE ? MONEY_PROMISE : MONEY_PAYMENT, takes_of, id,
                   MONEY_SUBMITTED);
    if (table == MONEY_LINE)
        pending -= sum(model, MONEY_CHANGE, less_of, id, MONEY_SUBMITTED);
    return pending;
}

/* The latest day on which something was given to it. */
static int given_on(const struct money_model *model, enum money_table table, int id)
{
    int latest = 0;

    for (int i = 0; i < MONEY_SLOTS; i++) {
        const row_type *below =
            row_of(model, table == MONEY_LINE ? MONEY_PROMISE : MONEY_PAYMENT, i);
        const row_type *change = row_of(model, MONEY_CHANGE, i);

        if (below->state == MONEY_APPROVED && less_of(below, id) && below->day > latest)
            latest = below->day;
        if (table == MONEY_LINE && change->state == MONEY_APPROVED && takes_of(change, id) &&
            change->day > latest)
            latest = change->day;
    }
    return latest;
}

bool money_holds(const struct money_model *model)
{
    int64_t day[3][MONEY_LINES][MONEY_DAYS + 1] = {{{0}}};

    for (int table = 0; table < MONEY_TABLES; table++) {
        for (int i = 0; i < MONEY_SLOTS; i++) {
            const row_type *row = row_of(model, (enum money_table)table, i);
            int level = table == MONEY_LINE ? 0 : table - 1;
            int line = table == MONEY_LINE      ? row->reverses == MONEY_NONE ? i : row->reverses
                       : table == MONEY_PAYMENT ? row_of(model, MONEY_PROMISE, row->of)->of
                                                : row->of;

            if (row->state == MONEY_APPROVED)
                day[level][line][row->day] += row->posted;
        }
    }
    for (int line = 0; line < MONEY_LINES; line++) {
        int64_t total[3] = {0};

        for (int on = 0; on <= MONEY_DAYS; on++) {
            for (int level = 0; level < 3; level++)
                total[level] += day[level][line][on];
            if (total[0] < total[1] || total[1] < total[2] || total[2] < 0)
                return false;
        }
    }
    return true;
}

static bool is_known_at(const row_type *row, int64_t known_us, int day)
{
    return row->state == MONEY_APPROVED && row->posted_us <= known_us && row->day <= day;
}

struct money_sums money_sums_at(const struct money_model *model, int line, int64_t known_us,
                                int day)
{
    struct money_sums sums = {0};

    for (int i = 0; i < MONEY_SLOTS; i++) {
        const row_type *rows[] = {row_of(model, MONEY_LINE, i), row_of(model, MONEY_CHANGE, i),
                                  row_of(model, MONEY_PROMISE, i), row_of(model, MONEY_PAYMENT, i)};

        if (is_known_at(rows[0], known_us, day) && (i == line || rows[0]->reverses == line))
            sums.original += rows[0]->posted;
        if (is_known_at(rows[1], known_us, day) && rows[1]->of == line)
            sums.budget += rows[1]->posted;
        if (is_known_at(rows[2], known_us, day) && rows[2]->of == line)
            sums.committed += rows[2]->posted;
        if (is_known_at(rows[3], known_us, day) &&
            row_of(model, MONEY_PROMISE, rows[3]->of)->of == line)
            sums.disbursed += rows[3]->posted;
    }
    sums.budget += sums.original;
    return sums;
}

/* ---- what is allowed ---- */

/* Something may be taken from it, as much as is left and not before its time. */
static bool may_take(const struct money_model *model, enum money_table table, int id, int64_t minor,
                     int day)
{
    const row_type *row = row_of(model, table, id);

    return stands(row) && row->amount > 0 && !row->closed && day >= row->day &&
           day >= given_on(model, table, id) &&
           money_taken(model, table, id) + money_pending(model, table, id) + minor <=
               money_limit(model, table, id);
}

static bool may_give(const struct money_model *model, int line, int day)
{
    const row_type *row = row_of(model, MONEY_LINE, line);

    return stands(row) && row->amount > 0 && !row->closed && day >= row->day;
}

/* May this be reserved? `to`: what gets it in a transfer. */
static bool may_hold(const struct money_model *model, enum money_table table, const row_type *row,
                     const row_type *to)
{
    const row_type *below = row_of(model, MONEY_PAYMENT, row->reverses < 0 ? 0 : row->reverses);
    int64_t back = 0;

    if (to != NULL && !may_hold(model, table, to, NULL))
        return false;
    switch (table) {
    case MONEY_LINE:
        return row->amount > 0 ||
               may_take(model, MONEY_LINE, row->reverses, -row->amount, row->day);
    case MONEY_CHANGE:
        return row->amount > 0 ? may_give(model, row->of, row->day)
                               : may_take(model, MONEY_LINE, row->of, -row->amount, row->day);
    case MONEY_PROMISE:
        return row->amount > 0
                   ? may_take(model, MONEY_LINE, row->of, row->amount, row->day)
                   : may_take(model, MONEY_PROMISE, row->reverses, -row->amount, row->day);
    default:
        if (row->amount > 0)
            return may_take(model, MONEY_PROMISE, row->of, row->amount, row->day);
        back = -sum(model, MONEY_PAYMENT, reverses, row->reverses, MONEY_APPROVED) -
               sum(model, MONEY_PAYMENT, reverses, row->reverses, MONEY_SUBMITTED);
        return back - row->amount <= below->posted;
    }
}

static bool is_approved(const struct money_model *model, enum money_table table, int id)
{
    return row_of(model, table, id)->state == MONEY_APPROVED;
}

static bool may_post(const struct money_model *model, enum money_table table, const row_type *row,
                     int64_t minor)
{
    if (minor != 0 && (table != MONEY_PAYMENT || minor > row->amount))
        return false;
    if (table == MONEY_CHANGE && row->amount > 0 && !may_give(model, row->of, row->day))
        return false;
    if (table == MONEY_CHANGE || table == MONEY_PROMISE)
        return is_approved(model, MONEY_LINE, row->of);
    return table == MONEY_LINE || is_approved(model, MONEY_PROMISE, row->of);
}

/* Nothing below waits for it. */
static bool may_drop(const struct money_model *model, enum money_table table, int id)
{
    const row_type *row = row_of(model, table, id);

    if ((table != MONEY_LINE && table != MONEY_PROMISE) || row->amount < 0 ||
        row->state == MONEY_DRAFT)
        return true;
    return money_pending(model, table, id) == 0;
}

static const row_type *pair_of(const struct money_model *model, enum money_table table,
                               const row_type *row)
{
    return table == MONEY_CHANGE && row->pair != MONEY_NONE ? row_of(model, table, row->pair)
                                                            : NULL;
}

static bool allows_judging(const struct money_model *model, const struct money_command *command)
{
    const row_type *row = row_of(model, command->table, command->id);
    const row_type *pair = pair_of(model, command->table, row);

    if (row->state != MONEY_SUBMITTED || (row->makers >> command->who & 1u) != 0 ||
        row->version != command->version)
        return false;
    if (command->kind == MONEY_REJECT)
        return may_drop(model, command->table, command->id);
    return may_post(model, command->table, row, command->sum) &&
           (pair == NULL || may_post(model, command->table, pair, 0));
}

static bool allows_moving(const struct money_model *model, const struct money_command *command)
{
    const row_type *row = row_of(model, command->table, command->id);

    switch (command->kind) {
    case MONEY_EDIT:
        return row->state == MONEY_DRAFT && row->version == command->version &&
               row->of == command->of;
    case MONEY_SUBMIT:
        return row->state == MONEY_DRAFT &&
               may_hold(model, command->table, row, pair_of(model, command->table, row));
    case MONEY_WITHDRAW:
        return (row->state == MONEY_DRAFT || row->state == MONEY_SUBMITTED) &&
               (row->makers >> command->who & 1u) != 0 &&
               may_drop(model, command->table, command->id);
    default:
        return allows_judging(model, command);
    }
}

static void make(const struct money_command *command, row_type *row, row_type *pair)
{
    *row = (row_type){
        .state = command->draft ? MONEY_DRAFT : MONEY_SUBMITTED,
        .of = command->table == MONEY_LINE ? MONEY_NONE : command->of,
        .amount = command->sum,
        .day = command->day,
        .makers = 1u << command->who,
        .judge = MONEY_NONE,
        .version = 1,
        .resolved_us = MONEY_NEVER,
        .posted_us = MONEY_NEVER,
        .reverses = MONEY_NONE,
        .reversed_by = MONEY_NONE,
        .pair = MONEY_NONE,
    };
    *pair = *row;
    pair->amount = -row->amount;
    if (command->to == MONEY_NONE)
        return;
    row->pair = MONEY_IDS + command->id;
    pair->pair = command->id;
    pair->of = command->to;
    pair->gets = true;
}

static bool allows_making(const struct money_model *model, const struct money_command *command)
{
    const row_type *above =
        command->table == MONEY_LINE
            ? NULL
            : row_of(model, command->table == MONEY_PAYMENT ? MONEY_PROMISE : MONEY_LINE,
                     command->of);
    row_type row;
    row_type pair;

    make(command, &row, &pair);
    if (row_of(model, command->table, command->id)->state != MONEY_ABSENT)
        return false;
    if (above != NULL && (above->state == MONEY_ABSENT || above->amount < 0))
        return false;
    if (command->to != MONEY_NONE &&
        (row_of(model, MONEY_LINE, command->to)->amount <= 0 || command->to == command->of))
        return false;
    return command->draft ||
           may_hold(model, command->table, &row, command->to == MONEY_NONE ? NULL : &pair);
}

/* The row that cancels, as asked for. */
static row_type cancelling(const struct money_model *model, const struct money_command *command)
{
    row_type row = *row_of(model, command->table, command->id);

    row.amount = -row.posted;
    if (command->kind == MONEY_RELEASE)
        row.amount = money_taken(model, MONEY_PROMISE, command->id) +
                     money_pending(model, MONEY_PROMISE, command->id) -
                     money_limit(model, MONEY_PROMISE, command->id);
    if (command->kind == MONEY_REFUND)
        row.amount = -command->sum;
    row.state = MONEY_SUBMITTED;
    row.posted = 0;
    row.day = command->day == 0 ? row.day : command->day;
    row.makers = 1u << command->who;
    row.judge = MONEY_NONE;
    row.version = 1;
    row.resolved_us = row.posted_us = MONEY_NEVER;
    row.reverses = command->id;
    row.reversed_by = MONEY_NONE;
    row.closed = false;
    if (command->table == MONEY_LINE)
        row.of = MONEY_NONE;
    return row;
}

static bool allows_cancelling(const struct money_model *model, const struct money_command *command)
{
    const row_type *original = row_of(model, command->table, command->id);
    const row_type *original_pair = pair_of(model, command->table, original);
    row_type row = cancelling(model, command);
    row_type pair;

    if (original->state != MONEY_APPROVED || original->reverses != MONEY_NONE ||
        original->reversed_by != MONEY_NONE || original->gets || row.day < original->day ||
        row.amount == 0)
        return false;
    if (row_of(model, command->table, command->made)->state != MONEY_ABSENT)
        return false;
    if (original_pair == NULL)
        return may_hold(model, command->table, &row, NULL);
    pair = row;
    pair.of = original_pair->of;
    pair.amount = -row.amount;
    pair.reverses = original->pair;
    return may_hold(model, command->table, &row, &pair);
}

bool money_allows(const struct money_model *model, const struct money_command *command)
{
    switch (command->kind) {
    case MONEY_CREATE:
        return allows_making(model, command);
    case MONEY_REVERSE:
    case MONEY_RELEASE:
    case MONEY_REFUND:
        return allows_cancelling(model, command);
    default:
        return allows_moving(model, command);
    }
}

/* ---- what it changes ---- */

/* All of what it cancels is cancelled by it, from when it is submitted. */
static void mark(struct money_model *model, enum money_table table, int id, bool there)
{
    const row_type *row = row_of(model, table, id);
    row_type *original;

    if (row->reverses == MONEY_NONE)
        return;
    original = &model->rows[table][row->reverses];
    if (row->amount + original->posted == 0)
        original->reversed_by = there ? id : MONEY_NONE;
}

static void hold(struct money_model *model, enum money_table table, int id, int64_t us)
{
    row_type *row = &model->rows[table][id];

    row->state = MONEY_SUBMITTED;
    row->held_us = us;
    mark(model, table, id, true);
}

/* Money that comes back to a promise that was released goes on to its line. */
static void go_on(struct money_model *model, int payment, int64_t us)
{
    const row_type *refund = row_of(model, MONEY_PAYMENT, payment);
    row_type *back = &model->rows[MONEY_PROMISE][MONEY_IDS + payment];

    *back = *refund;
    back->of = row_of(model, MONEY_PROMISE, refund->of)->of;
    back->reverses = refund->of;
    back->posted_us = back->resolved_us = back->held_us = us;
}

static void post(struct money_model *model, enum money_table table, int id, int64_t minor,
                 int64_t us)
{
    row_type *row = &model->rows[table][id];
    row_type *above = row->reverses == MONEY_NONE ? NULL : &model->rows[table][row->reverses];
    bool returned =
        table == MONEY_PAYMENT && row->amount < 0 && row_of(model, MONEY_PROMISE, row->of)->closed;

    row->state = MONEY_APPROVED;
    row->posted = minor == 0 ? row->amount : minor;
    row->posted_us = row->resolved_us = us;
    if (returned)
        go_on(model, id, us);
    if (table == MONEY_LINE && above != NULL)
        above->closed = money_limit(model, MONEY_LINE, row->reverses) == 0;
    if (table == MONEY_PROMISE && above != NULL)
        above->closed = money_limit(model, MONEY_PROMISE, row->reverses) ==
                        money_taken(model, MONEY_PROMISE, row->reverses);
}

static void move_one(struct money_model *model, const struct money_command *command, int id,
                     int64_t us)
{
    row_type *row = &model->rows[command->table][id];

    row->version++;
    if (command->kind == MONEY_EDIT || command->kind == MONEY_SUBMIT)
        row->makers |= 1u << command->who;
    else
        row->judge = command->who;
    switch (command->kind) {
    case MONEY_EDIT:
        row->amount = command->sum;
        row->day = command->day;
        break;
    case MONEY_SUBMIT:
        hold(model, command->table, id, us);
        break;
    case MONEY_APPROVE:
        post(model, command->table, id, command->sum, us);
        break;
    default:
        if (row->state == MONEY_SUBMITTED)
            mark(model, command->table, id, false);
        row->state = command->kind == MONEY_REJECT ? MONEY_REJECTED : MONEY_WITHDRAWN;
        row->resolved_us = us;
        break;
    }
}

static void cancel(struct money_model *model, const struct money_command *command, int64_t us)
{
    const row_type *original = row_of(model, command->table, command->id);
    row_type row = cancelling(model, command);
    row_type pair = row;

    if (original->pair != MONEY_NONE && command->table == MONEY_CHANGE) {
        row.pair = MONEY_IDS + command->made;
        pair.pair = command->made;
        pair.of = row_of(model, MONEY_CHANGE, original->pair)->of;
        pair.amount = -row.amount;
        pair.reverses = original->pair;
        pair.gets = true;
        model->rows[MONEY_CHANGE][row.pair] = pair;
        hold(model, MONEY_CHANGE, row.pair, us);
    }
    model->rows[command->table][command->made] = row;
    hold(model, command->table, command->made, us);
}

void money_apply(struct money_model *model, const struct money_command *command, int64_t us)
{
    row_type *row = &model->rows[command->table][command->id];
    row_type pair;

    switch (command->kind) {
    case MONEY_CREATE:
        make(command, row, &pair);
        if (!command->draft)
            row->held_us = pair.held_us = us;
        if (row->pair != MONEY_NONE)
            model->rows[MONEY_CHANGE][row->pair] = pair;
        break;
    case MONEY_REVERSE:
    case MONEY_RELEASE:
    case MONEY_REFUND:
        cancel(model, command, us);
        break;
    default:
        if (command->table == MONEY_CHANGE && row->pair != MONEY_NONE)
            move_one(model, command, row->pair, us);
        move_one(model, command, command->id, us);
        break;
    }
}

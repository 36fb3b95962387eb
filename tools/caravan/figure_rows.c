#include "figure_rows.h"

#include "caravan/projects/v1/development.caravan.h"
#include "caravan/projects/v1/engagement.caravan.h"
#include "caravan/training/v1/exchanges.caravan.h"
#include "message_view.h"
#include "post.h"
#include "post_field.h"
#include "report_parts.h"
#include "report_view.h"

#include <stdlib.h>
#include <string.h>

const struct figure_report FIGURE_REPORTS[FIGURE_REPORTS_MAX] = {
    {&caravan_projects_v1_development_type, "DevelopmentReport", "standing"},
    {&caravan_training_v1_exchanges_type, "TrainingReport", "pairings"},
    {&caravan_projects_v1_engagement_type, "EngagementReport", "donations_by_donor"},
};

Google__Type__Date figure_date(struct figure_day day)
{
    Google__Type__Date date = GOOGLE__TYPE__DATE__INIT;

    date.year = day.year;
    date.month = day.month;
    date.day = day.day;
    return date;
}

enum exit_code figure_rows_ask(struct client *client, const struct figure_report *about,
                               const char *programme, const ProtobufCMessage **report)
{
    Google__Type__Date from = figure_date(FIGURES_EXAMS_FROM);
    Google__Type__Date through = figure_date(FIGURES_THROUGH);
    struct cv_arena *arena = client->run->arena;
    struct client_call call;
    struct post_writer request;
    struct cv_status status;
    bool made;

    *report = NULL;
    client_prepare(client, &call);
    call.op.start.method = post_method(about->service, about->method);
    post_writer_begin(&request, post_message(call.op.start.method->request, arena), arena);
    made = request.message != NULL &&
           post_set_message(&request, "effective_through", &through.base) &&
           (post_field(request.message->descriptor, "programme") == NULL
                ? post_set_message(&request, "effective_from", &from.base)
                : post_set_text(&request, "programme", programme));
    if (!made)
        return EXIT_FAILED;
    call.op.request = request.message;
    cv_unary_submit(client->channel, &call.op);
    status = client_wait(client, &call);
    if (!cv_ok(status))
        return client_complain(client, status);
    if (report_part_rows(call.op.response, about->rows).count > 0)
        *report = call.op.response;
    return EXIT_DONE;
}

/* One of the pairs of `where`: its name, and what comes after the equals sign. */
struct pair {
    const char *name;
    size_t name_len;
    const char *value;
    size_t value_len;
};

static bool next_pair(const char **where, struct pair *pair)
{
    size_t len = strcspn(*where, ",");
    const char *equals = memchr(*where, '=', len);

    if (equals == NULL)
        return false;
    *pair = (struct pair){*where, (size_t)(equals - *where), equals + 1,
                          len - (size_t)(equals + 1 - *where)};
    *where += len;
    *where += **where == ',';
    return true;
}

/* Of names the last part counts. */
static bool has(const ProtobufCMessage *row, const char *path, const struct pair *pair,
                struct cv_arena *arena)
{
    const char *text = report_last_part(message_text(row, path, false, arena));

    return strlen(text) == pair->value_len && memcmp(text, pair->value, pair->value_len) == 0;
}

bool figure_row_has_as(const ProtobufCMessage *row, const char *where, const char *part,
                       const char *as, struct cv_arena *arena)
{
    struct pair pair;

    while (next_pair(&where, &pair)) {
        if (strlen(part) == pair.name_len && memcmp(part, pair.name, pair.name_len) == 0)
            return has(row, as, &pair, arena);
    }
    return true;
}

bool figure_row_has(const ProtobufCMessage *row, const char *where, const char *part,
                    struct cv_arena *arena)
{
    return figure_row_has_as(row, where, part, part, arena);
}

bool figure_row_is(const ProtobufCMessage *row, const char *where, struct cv_arena *arena)
{
    struct pair pair;

    while (next_pair(&where, &pair)) {
        const char *path = cv_arena_printf(arena, "%.*s", (int)pair.name_len, pair.name);

        if (!has(row, path == NULL ? "" : path, &pair, arena))
            return false;
    }
    return true;
}

bool figure_rows_sum(const struct figure *figure, const ProtobufCMessage *report,
                     struct cv_arena *arena, int64_t *sum)
{
    struct report_rows_of found = report_part_rows(report, figure->of);
    size_t count = 0;

    *sum = 0;
    for (size_t i = 0; i < found.count; i++) {
        if (!figure_row_is(found.list[i], figure->where, arena))
            continue;
        if (report_part_withheld(found.list[i], figure->withheld))
            return false;
        *sum += strtoll(message_text(found.list[i], figure->value, false, arena), NULL, 10);
        count++;
    }
    return count > 0;
}

#include "fed_figure/fed_observation.h"

#include "app/date.h"
#include "base/arena.h"
#include "observation/observation.h"
#include "project/project_store.h"
#include "service/audit.h"

#include <stdio.h>

#include <string.h>

/* The id of the observation that an event made: its own. */
static const char *id_of(struct cv_arena *arena, struct cv_uuid event, const char *prefix)
{
    char text[CV_UUID_TEXT];

    cv_uuid_print(event, text);
    return cv_arena_printf(arena, "%s%s", prefix, text);
}

/* Nothing is observed of nothing. */
static bool is_something(const struct fed_figure *figure)
{
    return figure->on != CV_DATE_NONE && figure->value > 0;
}

static bool is_fed_from(const struct fed_indicator *indicator, const struct fed_figure *figure)
{
    const char *below = indicator->feed.below;
    size_t len = strlen(below);

    if (figure->currency[0] != '\0' && strcmp(figure->currency, indicator->unit) != 0)
        return false;
    return len == 0 || (strncmp(figure->subject, below, len) == 0 &&
                        (figure->subject[len] == '\0' || figure->subject[len] == '/'));
}

static struct cv_status insert(struct cv_books *books, const struct fed_indicator *indicator,
                               const struct indicator_ref *ref, const struct fed_figure *figure,
                               struct observation *observation)
{
    *observation = (struct observation){
        .record =
            {
                .id = id_of(books->arena, figure->event, ""),
                .amount = figure->value,
                .effective_on = figure->on,
                .reference = figure->subject,
                .reverses = "",
                .reversed_by = "",
            },
        .project = indicator->feed.project,
        .site = indicator->feed.site,
        .subject = "",
    };
    return observation->record.id == NULL
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
               : observation_insert(books, indicator->programme, ref, observation);
}

static struct cv_status reverse(struct cv_books *books, const struct indicator_ref *ref,
                                const struct fed_figure *known, const struct fed_figure *figure,
                                struct observation *observation)
{
    const char *id = id_of(books->arena, known->event, "");
    const struct reversal asked = {
        .id = id_of(books->arena, figure->event, "r-"),
        .reference = figure->subject,
        .effective_on = CV_DATE_NONE,
    };

    return id == NULL || asked.id == NULL
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
               : observation_reverse(books, ref, id, &asked, observation);
}

static struct cv_status tell(struct cv_books *books, const struct fed_indicator *indicator,
                             const struct observation *observation)
{
    struct cv_id ids[2];

    (void)snprintf(ids[0].text, sizeof(ids[0].text), "%s", indicator->programme);
    (void)snprintf(ids[1].text, sizeof(ids[1].text), "%s", indicator->id);
    return cv_audit_add(books, NULL, observation_wire(books->arena, ids, observation));
}

/* NULL: there was nothing of it. */
static struct cv_status change(struct cv_books *books, const struct fed_indicator *indicator,
                               const struct fed_figure *known, const struct fed_figure *figure)
{
    struct observation observation;
    struct indicator_ref ref;
    struct cv_status status = indicator_find(books, indicator->programme, indicator->id, &ref);

    if (cv_ok(status) && known != NULL) {
        status = reverse(books, &ref, known, figure, &observation);
        if (cv_ok(status))
            status = tell(books, indicator, &observation);
    }
    if (cv_ok(status) && is_something(figure)) {
        status = insert(books, indicator, &ref, figure, &observation);
        if (cv_ok(status))
            status = tell(books, indicator, &observation);
    }
    return status;
}

struct cv_status fed_observations_follow(struct cv_books *books, const struct fed_figure *figure)
{
    struct fed_indicator *indicators = NULL;
    struct fed_figure known;
    size_t count = 0;
    bool found;
    struct cv_status status = fed_figure_get(books, figure, &known, &found);

    if (!cv_ok(status) || (found && known.on == figure->on && known.value == figure->value))
        return status;
    if (figure->value < 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NEGATIVE_FIGURE",
                           "a figure of %s is less than nothing, which no indicator can show",
                           figure->subject);
    status = fed_figure_set(books, figure);
    if (cv_ok(status))
        status = fed_indicators(books, figure->figure, &indicators, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (is_fed_from(&indicators[i], figure))
            status = change(books, &indicators[i], found && is_something(&known) ? &known : NULL,
                            figure);
    }
    return status;
}

static struct cv_status find_place(struct cv_books *books, const char *programme,
                                   const struct feed *feed)
{
    struct project_ref project;
    struct cv_status status =
        project_find(books, programme, feed->project, "indicator.feed.project", &project);

    return cv_ok(status) ? project_site_find(books, &project, feed->site, "indicator.feed.site")
                         : status;
}

/* The entry of the audit is that of the indicator, which says where they come from. */
struct cv_status fed_observations_begin(struct cv_books *books, const char *programme,
                                        const struct indicator *indicator)
{
    const struct fed_indicator fed = {
        .programme = programme,
        .id = indicator->id,
        .unit = indicator->unit,
        .feed = indicator->feed,
    };
    struct observation observation;
    struct fed_figure *figures = NULL;
    struct indicator_ref ref;
    size_t count = 0;
    struct cv_status status;

    if (indicator->feed.figure == 0)
        return CV_STATUS_OK;
    status = find_place(books, programme, &indicator->feed);
    if (cv_ok(status))
        status = fed_figure_all(books, indicator->feed.figure, &figures, &count);
    if (cv_ok(status))
        status = indicator_find(books, programme, indicator->id, &ref);
    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        if (is_something(&figures[i]) && is_fed_from(&fed, &figures[i]))
            status = insert(books, &fed, &ref, &figures[i], &observation);
    }
    return status;
}

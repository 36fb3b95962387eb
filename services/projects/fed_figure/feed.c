#include "fed_figure/feed.h"

#define BELOW_MAX    200
#define FIGURE(name) CARAVAN__PROJECTS__V1__FED_FIGURE__FED_FIGURE_##name
#define KIND(name)   CARAVAN__PROJECTS__V1__INDICATOR_KIND__INDICATOR_KIND_##name

void feed_read(struct cv_check *check, const Caravan__Projects__V1__IndicatorFeed *message,
               const char *programme, struct feed *feed)
{
    *feed = (struct feed){.below = "", .project = "", .site = ""};
    if (message == NULL)
        return;
    cv_field_enum(check, "indicator.feed.figure", &caravan__projects__v1__fed_figure__descriptor,
                  message->figure, true);
    cv_check_text(check, "indicator.feed.below", message->below, BELOW_MAX, false);
    feed->figure = message->figure;
    feed->below = message->below;
    feed->project =
        field_project_id(check, "indicator.feed.project", message->project, programme, true);
    feed->site = message->site;
    if (message->site[0] != '\0' && !cv_id_valid(message->site))
        cv_check_fail(check, "indicator.feed.site", "indicator.feed.site must be the id of a site");
}

static bool is_sales(int64_t figure)
{
    return figure == FIGURE(SALES_SIGNED) || figure == FIGURE(SALES_PAID);
}

static bool counts_people(int64_t figure)
{
    return figure == FIGURE(TRAINING_PARTICIPANTS) || figure == FIGURE(TRAINING_COMPLETED);
}

void feed_check(struct cv_check *check, const struct indicator *indicator)
{
    int64_t figure = indicator->feed.figure;
    int64_t decimals = figure == FIGURE(FREIGHT_TONNES) ? 6 : 0;

    if (figure == 0)
        return;
    if (indicator->kind != (is_sales(figure) ? KIND(MONEY_FLOW) : KIND(FLOW)))
        cv_check_fail(check, "indicator.kind",
                      "what is fed from sales is a MONEY_FLOW, anything else a FLOW");
    if (!is_sales(figure) && indicator->decimals != decimals)
        cv_check_fail(check, "indicator.decimals",
                      "an indicator that is fed has the decimals of the figure: %d", (int)decimals);
    if (indicator->counts_people != counts_people(figure))
        cv_check_fail(check, "indicator.counts_people",
                      "what is fed from training counts people, and nothing else does");
    if (indicator->collection != COLLECTED_OBSERVATIONS)
        cv_check_fail(check, "indicator.collection", "an indicator that is fed takes OBSERVATIONS");
}

Caravan__Projects__V1__IndicatorFeed *feed_wire(struct cv_arena *arena, const char *programme,
                                                const struct feed *feed)
{
    Caravan__Projects__V1__IndicatorFeed *message;

    if (feed->figure == 0)
        return NULL;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message == NULL)
        return NULL;
    caravan__projects__v1__indicator_feed__init(message);
    message->figure = (Caravan__Projects__V1__FedFigure)feed->figure;
    message->below = cv_wire_text(feed->below);
    message->project = field_project_name(arena, programme, feed->project);
    message->site = cv_wire_text(feed->site);
    return message;
}

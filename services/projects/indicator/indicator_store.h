/* Indicators in the store: an identity, which holds what can never change, and its versions. */
#ifndef PROJECTS_INDICATOR_STORE_H
#define PROJECTS_INDICATOR_STORE_H

#include "service/books_store.h"

/* Of caravan.projects.v1.AcrossRule. */
enum across_rule {
    ACROSS_SUM = 1,
    ACROSS_DISTINCT = 2,
    ACROSS_LAST = 3,
    ACROSS_NONE = 4,
};

/* Of caravan.projects.v1.IndicatorCollection. */
enum collection {
    COLLECTED_OBSERVATIONS = 1,
    COLLECTED_RESULTS = 2,
};

/* Where its observations come from (fed_figure/feed.h). */
struct feed {
    int64_t figure;      /* a FedFigure; 0: it is not fed */
    const char *below;   /* "": all */
    const char *project; /* its id */
    const char *site;    /* "": the project as a whole */
};

struct indicator {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *unit;
    const char *unit_zh;
    int64_t kind; /* an IndicatorKind */
    int64_t decimals;
    int64_t grain; /* a PeriodGrain */
    bool counts_people;
    int64_t measure; /* an IndicatorMeasure */
    int64_t people;  /* a PeopleCounted */
    bool descending;
    int64_t across_sites; /* an AcrossRule */
    int64_t across_projects;
    int64_t collection; /* an IndicatorCollection */
    const char *scale;  /* its words, each on a line of its own */
    int64_t result_type;
    int64_t source; /* an IndicatorSource */
    bool evidence_required;
    int64_t due_days;
    struct baseline {
        int64_t value;
        int32_t on; /* CV_DATE_NONE: there is no baseline */
        const char *comment;
    } baseline;
    struct feed feed;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* What belongs to an indicator needs to know of it. */
struct indicator_ref {
    struct cv_uuid programme;
    struct cv_uuid uid;
    int64_t kind;       /* an IndicatorKind */
    int64_t grain;      /* a PeriodGrain */
    int64_t collection; /* an IndicatorCollection */
    const char *scale;
    bool evidence_required;
    int64_t across_sites; /* an AcrossRule */
    int64_t across_projects;
    bool fed;
};

/* NOT_FOUND names the indicator. */
struct cv_status indicator_find(struct cv_books *books, const char *programme, const char *id,
                                struct indicator_ref *ref);

/* Sets uid, version and times of `indicator`. */
struct cv_status indicator_insert(struct cv_books *books, struct cv_uuid programme,
                                  struct indicator *indicator);
struct cv_status indicator_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               struct indicator *indicator);
/* Records `indicator` as the version after its own, and sets version and recorded_us. ABORTED when
 * its own is no longer the newest. */
struct cv_status indicator_replace(struct cv_books *books, struct cv_uuid programme,
                                   struct indicator *indicator);
struct cv_status indicator_list(struct cv_books *books, struct cv_uuid programme,
                                struct cv_listed *listed);

#endif

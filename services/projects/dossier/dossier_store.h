/* Dossiers in the store: things of a programme whose state moves on a day. What is recorded of one
 * at its creation never changes; what happens to it are its moves. The last that stands can be
 * retracted, and stays as a row that says so. */
#ifndef PROJECTS_DOSSIER_STORE_H
#define PROJECTS_DOSSIER_STORE_H

#include "moves.h"
#include "service/books_store.h"

/* Which kind of thing; the numbers are in the store. */
enum dossier_kind {
    DOSSIER_CERTIFICATION = 1,
    DOSSIER_MILESTONE,
    DOSSIER_ENTERPRISE,
    DOSSIER_TRADE_EVENT,
    DOSSIER_RESEARCH_EFFORT,
    DOSSIER_GRANT,
    DOSSIER_PRODUCT,
    DOSSIER_KINDS
};

struct dossier_move {
    int64_t sequence; /* from 1 */
    int64_t move;
    int64_t state; /* after it */
    int32_t moved_on;
    int32_t forecast_on;
    const char *reference;
    const char *reason;
    int64_t recorded_us;
    int64_t retracted_us;   /* CV_BOOKS_NOT_REPLACED: it stands */
    const char *retraction; /* why */
};

struct dossier {
    struct cv_uuid uid;
    const char *id;
    const char *project; /* its id; "": the programme as a whole */
    struct cv_uuid project_uid;
    const char *site;    /* "": none */
    const char *subject; /* never "" */
    const char *title;
    const char *title_zh;
    int64_t kind;
    const char *grade;
    const char *line;
    const char *party;
    const char *related; /* the id of another dossier; "": none */
    int64_t amount_minor;
    const char *currency; /* as asked for; NULL: nothing was */
    int32_t planned_on;
    int32_t planned_until;
    const char *reference;
    int64_t version;
    int64_t created_us;
    int64_t changed_us;
    /* Of the last move that stands; STATE_NONE: there is none. */
    int64_t state;
    int32_t moved_on;
    struct dossier_move *moves; /* in order, retracted ones, too */
    size_t move_count;
};

/* What is looked at: moves dated up to `through`, as known at `known_us`. */
struct dossier_view {
    int32_t through;
    int64_t known_us;
};

extern const struct dossier_view DOSSIER_NOW; /* all that is recorded */

/* Which dossiers of a list: texts that are "" and numbers that are 0 choose nothing. */
struct dossier_choice {
    const char *project; /* its id */
    const char *site;
    const char *subject;
    const char *grade;
    const char *line;
    int64_t kind;
    int64_t state;
    struct dossier_view view;
};

/* Sets uid, version and times, and records the moves, whose states are set. NOT_FOUND for its
 * project and its site; `thing` is the request's field that holds it. */
struct cv_status dossier_insert(struct cv_books *books, const char *programme,
                                struct cv_uuid programme_uid, enum dossier_kind noun,
                                const char *thing, struct dossier *dossier);
/* NOT_FOUND names it as `thing`, and `field` if that is not NULL. */
struct cv_status dossier_get(struct cv_books *books, struct cv_uuid programme,
                             enum dossier_kind noun, const char *thing, const char *id,
                             const char *field, const struct dossier_view *view,
                             struct dossier *dossier);
struct cv_status dossier_list(struct cv_books *books, struct cv_uuid programme,
                              enum dossier_kind noun, const struct dossier_choice *choice,
                              struct cv_listed *listed);

/* Record another move of the dossier, which was read now, and what it changes. ABORTED when
 * somebody else's came between. */
struct cv_status dossier_move_insert(struct cv_books *books, struct cv_uuid programme,
                                     enum dossier_kind noun, struct dossier *dossier,
                                     const struct dossier_move *move);
/* Retract the last move that stands; there is one. */
struct cv_status dossier_move_retract(struct cv_books *books, struct cv_uuid programme,
                                      enum dossier_kind noun, struct dossier *dossier,
                                      const char *reason);

/* The dossier is in the state again that its last standing move led to. */
void dossier_fold(struct dossier *dossier);

#endif

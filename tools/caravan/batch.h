/* The rows of all files of an import, made into one request, each row knowing the line it came
 * from.
 *
 * Steps    batch_init(), batch_find_programme(); then what the server knows of the programme is
 * told to it (currency, indicators); batch_fill(). What is wrong is added to the problems. Memory
 * Everything lives in the arena; sheets are borrowed. */
#ifndef CARAVAN_BATCH_H
#define CARAVAN_BATCH_H

#include "caravan/projects/v1/import.pb-c.h"
#include "cell.h"
#include "sheet.h"

/* A line of sites.csv. It is recorded with its project. */
struct batch_site {
    const char *project; /* id */
    const struct sheet *sheet;
    const struct sheet_row *row;
    size_t order; /* as in the files */
    bool taken;   /* its project was there */
};

struct batch_origin {
    const struct sheet *sheet;
    const struct sheet_row *row;
    const struct batch_site *sites; /* of a project, in the order of project.sites */
    size_t site_count;
};

struct batch_indicator {
    const char *id;
    int decimals;
    int kind; /* Caravan__Projects__V1__IndicatorKind */
};

struct batch {
    struct cv_arena *arena;
    struct problems *problems;
    const struct sheet *sheets; /* in the order in which they are recorded */
    size_t sheet_count;
    const char *programme; /* id */
    char *name;            /* "programmes/" and the id */
    const char *currency;  /* of the programme */

    Caravan__Projects__V1__ImportRow **rows;
    struct batch_origin *origins; /* of each */
    size_t count;

    struct batch_site *sites; /* private, as all below */
    size_t site_count;
    struct batch_indicator *indicators;
    size_t indicator_count;
    size_t indicator_cap;
    struct batch_content *contents; /* how often each content without an id was there */
    size_t content_slots;
};

void batch_init(struct batch *batch, struct cv_arena *arena, struct problems *problems,
                const struct sheet *sheets, size_t sheet_count);
/* The programme all this is about: `asked` (NULL: nothing asked), or that of programme.csv. NULL:
 * what to say about it. */
const char *batch_find_programme(struct batch *batch, const char *asked, const char **complaint);
bool batch_has(const struct batch *batch, enum form_id form);

/* What the server knows already; it goes before what the files say. */
void batch_know_currency(struct batch *batch, const char *currency);
void batch_know_indicator(struct batch *batch, const char *id, int decimals, int kind);

void batch_fill(struct batch *batch);

/* ---- for record.c ---- */

/* Of a row of programme.csv; "" for an empty cell. NULL: it is fine. */
const char *batch_currency(const struct sheet_row *row, struct cv_arena *arena,
                           struct cell_unit *unit);
/* An id for a row that has none: the same for the same content, whichever file it stands in, and
 * another for each time it is there. `request` has no id yet. */
char *batch_content_id(struct batch *batch, const ProtobufCMessage *request);
const struct batch_indicator *batch_indicator(const struct batch *batch, const char *id);
/* The sites of a project, now taken. */
struct batch_site *batch_take_sites(struct batch *batch, const char *project, size_t *count);

#endif

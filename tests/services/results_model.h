/* Results, targets and the results matrix, as one who has plain lists of all that was ever accepted
 * would do them: nothing is kept but what was told, and each figure is looked for in all of it. */
#ifndef TESTS_SERVICES_RESULTS_MODEL_H
#define TESTS_SERVICES_RESULTS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define PLAIN_NONE     (-1)
#define PLAIN_NEVER    INT64_MAX
#define PLAIN_QUARTERS 6  /* from 2024-Q1 on */
#define PLAIN_PLACES   4  /* 0042; its sites north and south; 0043. PLAIN_NONE: the programme */
#define PLAIN_IDS      32 /* of each noun of an indicator */
#define PLAIN_VERSIONS 24
#define PLAIN_ALL_DAYS 99991231

/* The indicators; all by quarters. */
enum plain_indicator {
    PLAIN_FLOW,
    PLAIN_LEVEL,      /* adds up; overdue after 20 days */
    PLAIN_SITES_LAST, /* a level, of a project the newest of its sites, of projects the sum */
    PLAIN_LAST,       /* a level, the newest of any place; less is better */
    PLAIN_RATIO,      /* with two decimals */
    PLAIN_WORDS,      /* QUALITATIVE, with a scale of three */
    PLAIN_SEEN,       /* a flow, of observations */
    PLAIN_INDICATORS,
};

enum plain_kind {
    PLAIN_TELL,
    PLAIN_EDIT,
    PLAIN_SUBMIT,
    PLAIN_APPROVE,
    PLAIN_RETURN,
    PLAIN_REJECT,
    PLAIN_WITHDRAW,
    PLAIN_AIM,
    PLAIN_CHANGE,
    PLAIN_BASE, /* where it stood before */
    PLAIN_OBSERVE,
    PLAIN_TAKE_BACK,
    PLAIN_KINDS,
};

/* Same numbers as ResultState. */
enum plain_state {
    PLAIN_ABSENT,
    PLAIN_DRAFT,
    PLAIN_SUBMITTED,
    PLAIN_APPROVED,
    PLAIN_RETURNED,
    PLAIN_REJECTED,
    PLAIN_WITHDRAWN,
    PLAIN_SUPERSEDED = 8,
};

struct plain_command {
    enum plain_kind kind;
    enum plain_indicator of;
    int who;
    int id;
    int quarter; /* PLAIN_AIM: PLAIN_NONE: the whole time */
    int place;
    int32_t on; /* PLAIN_OBSERVE */
    int64_t value;
    int64_t weight;
    int rating; /* 1 to 3: a word of the scale */
    int text;   /* the number of its statement or reason */
    int documents;
    bool draft;
    int supersedes;
    int version;
};

struct plain_told {
    enum plain_state state;
    unsigned makers; /* bits of who */
    int version;
    int corrects; /* PLAIN_NONE */
    int quarter;
    int place;
    int64_t value;
    int64_t weight;
    int rating;
    int text;
    int documents;
    int64_t approved_us; /* PLAIN_NEVER */
    int64_t superseded_us;
};

struct plain_version {
    int64_t at_us;
    int64_t value;
    int rating;
    int text;
};

struct plain_aim {
    int count; /* 0: there is none */
    int quarter;
    int place;
    struct plain_version versions[PLAIN_VERSIONS];
};

struct plain_seen {
    bool is;
    int place;
    int32_t on;
    int64_t value;
    int64_t recorded_us;
    int64_t reversed_us;
};

struct plain_model {
    struct plain_told told[PLAIN_INDICATORS][PLAIN_IDS];
    struct plain_aim aims[PLAIN_INDICATORS][PLAIN_IDS];
    struct plain_aim bases[PLAIN_INDICATORS]; /* versions of the indicator after its first */
    struct plain_seen seen[PLAIN_IDS];
};

void plain_begin(struct plain_model *model);
bool plain_allows(const struct plain_model *model, const struct plain_command *command);
/* What is allowed, recorded then. */
void plain_apply(struct plain_model *model, const struct plain_command *command, int64_t at_us);

/* The id of the result that stands in that quarter and place; PLAIN_NONE. */
int plain_standing(const struct plain_model *model, enum plain_indicator of, int quarter,
                   int place);

/* ---- the matrix ---- */

struct plain_dates {
    int32_t through;
    int64_t known_us;
    int32_t as_of; /* what is overdue is so on that day */
};

struct plain_cell {
    bool is;
    bool actual;
    int64_t value;
    int64_t weight;
    int64_t count;
    bool target;
    bool summed;
    int64_t aim;
    int64_t first_aim;
    int aim_rating;
    int first_rating;
    int changes;
    int reason;
    int64_t changed_us;
    int rating;
    int text;
    bool achieved;
    int64_t achieved_bp;
    int expected;
    int reported;
    int overdue;
    int64_t approved_us; /* 0: nothing was */
    int documents;
};

struct plain_row {
    bool based; /* it has a baseline */
    int64_t base;
    struct plain_cell total;
    struct plain_cell cells[PLAIN_QUARTERS];
};

void plain_row(const struct plain_model *model, enum plain_indicator of,
               const struct plain_dates *dates, struct plain_row *row);

/* Such as 20240331. */
int32_t plain_last_day(int quarter);

#endif

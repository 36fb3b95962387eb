/* The kinds of file that can be imported: what they are called, their columns, and which field of
 * the API each column fills. A file is known by its name, a column by its heading, in English or
 * Chinese. */
#ifndef CARAVAN_FORM_H
#define CARAVAN_FORM_H

#include "base/arena.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FORM_COLUMNS_MAX 20

/* In the order in which they are recorded: what is referred to comes first. */
enum form_id {
    FORM_PROGRAMME,
    FORM_PARTNERS,
    FORM_PROJECTS,
    FORM_SITES, /* recorded with their projects */
    FORM_BUDGET,
    FORM_BUDGET_CHANGES,
    FORM_COMMITMENTS,
    FORM_DISBURSEMENTS,
    FORM_INDICATORS,
    FORM_OBSERVATIONS,
    FORM_TARGETS,
    FORM_RESULTS,
    FORM_PLACES, /* of the logistics services, from here on */
    FORM_CORRIDORS,
    FORM_BOXES,
    FORM_TRIPS,
    FORM_WAGONS,
    FORM_CONSIGNMENTS,
    FORM_CONSIGNMENT_MOVES,
    FORM_LOADS,
    FORM_BOOKINGS,
    FORM_BOX_MOVES,
    FORM_TRIP_MOVES,
    FORM_TRIP_EVENTS,
    FORM_DELIVERIES,
    FORM_HUBS,
    FORM_PREFECTURES,
    FORM_DESTINATIONS,
    FORM_READERS,
    FORM_CHUTES,
    FORM_SORT_PLANS,
    FORM_SORT_PLAN_MOVES,
    FORM_SALES,
    FORM_RECEIPTS,
    FORM_ORGANISATIONS, /* of the training services, from here on */
    FORM_COURSES,
    FORM_COHORTS,
    FORM_PERSONS,
    FORM_ENROLMENTS,
    FORM_SESSIONS,
    FORM_ATTENDANCES,
    FORM_PAIRINGS,
    FORM_AWARDS,
    FORM_MEDALS,
    FORM_EXAM_RESULTS,
    FORM_ASSIGNMENTS,
    FORM_ASSIGNMENT_ENTRIES,
    FORM_MENTOR_PAIRS,
    FORM_EMPLOYMENT_OUTCOMES,
    FORM_CERTIFICATIONS, /* of the Development service, from here on */
    FORM_MILESTONES,
    FORM_ENTERPRISES,
    FORM_TRADE_EVENTS,
    FORM_RESEARCH_EFFORTS,
    FORM_GRANTS,
    FORM_PRODUCTS,
    FORM_SITE_FACTS,
    FORM_ENTERPRISE_SALES,
    FORM_TRADE_RESULTS,
    FORM_ACTIVITIES, /* of the Engagement service, from here on */
    FORM_HEALTH_CAMPAIGNS,
    FORM_HEALTH_COUNTS,
    FORM_DONATIONS,
    FORM_CHALLENGES,
    FORM_COUNT
};

/* Who takes them: files of different families are imported apart. */
enum form_family {
    FAMILY_PROJECTS, /* one Import of the Projects service */
    FAMILY_POSTS,    /* calls of the logistics services, one for each row (post.h) */
    FAMILY_WHOLE,    /* one Import of their service, of such calls (post_import.h) */
};

enum column_unit {
    UNIT_IGNORED, /* brackets in the heading say nothing */
    UNIT_MONEY,
    UNIT_COUNT,
};

/* How a cell becomes a field, for all families but FAMILY_PROJECTS. */
enum post_kind {
    POST_TEXT,
    POST_ID,         /* or a word of the column that stands for one */
    POST_NAME,       /* ids with "/" between them, put into the column's pattern, "places/@"; for
                      * ^ stands the programme */
    POST_NUMBER,     /* a whole number */
    POST_HUNDREDTHS, /* a number with at most two decimals, in hundredths */
    POST_YES,
    POST_DATE,
    POST_TIME,     /* with its distance from UTC, in the cell or in the heading's brackets */
    POST_MASS,     /* with its unit, in the cell or in the heading's brackets; grams */
    POST_QUANTITY, /* thousandths; the unit, if there is one, goes to the column's pattern */
    POST_MONEY,    /* CNY unless it says otherwise */
    POST_WORD,     /* of the field's enum, or of the words of the column */
    POST_WORDS,    /* several, with blanks or commas between them, of a repeated enum or string */
    POST_ORDER,    /* no field: a time, by which rows are put in order */
};

struct post_word {
    struct text name;
    const char *value;  /* of the enum, without what all of them begin with: "DEPARTED" */
    const char *method; /* that such rows call; NULL: that of the form */
};

struct post_column {
    enum post_kind kind;
    const char *pattern;           /* POST_NAME, POST_QUANTITY */
    const char *offset;            /* POST_TIME: the field for minutes from UTC; or NULL */
    const struct post_word *words; /* or NULL; ends with a NULL value */
};

struct form_column {
    struct text name;      /* of the heading; messages list these */
    const char *others[6]; /* further headings that mean it */
    const char *field;     /* path in the request; NULL: none */
    bool required;         /* there must be such a column */
    enum column_unit unit;
    struct post_column post;
};

struct post;

struct form {
    enum form_id id;
    struct text name; /* files of this kind begin with it */
    const char *others[4];
    const struct form_column *columns; /* in the order of the enums below */
    size_t column_count;
    enum form_family family;
    const struct post *post; /* NULL: of FAMILY_PROJECTS */
};

extern const struct form FORMS[FORM_PLACES]; /* of the Projects service, by id */
extern const struct form LOGISTICS_FORMS[FORM_ORGANISATIONS - FORM_PLACES];
extern const struct form TRAINING_FORMS[FORM_CERTIFICATIONS - FORM_ORGANISATIONS];
extern const struct form DEVELOPMENT_FORMS[FORM_ACTIVITIES - FORM_CERTIFICATIONS];
extern const struct form ENGAGEMENT_FORMS[FORM_COUNT - FORM_ACTIVITIES];
const struct form *form_by_id(size_t id);

/* By the name of the file, such as "disbursements-2025-q3.csv", "支付.csv"; NULL: none. */
const struct form *form_of_file(const char *path);

/* A heading as written: which column it is (column_count: none), and in `arena` the plain text
 * in brackets behind it, "" if there are none. */
size_t form_find_column(const struct form *form, const char *heading, struct cv_arena *arena,
                        const char **brackets);
/* The column that a field of the API was filled from, such as "disbursement.amount.minor_units";
 * column_count: none. An index in the field, "[3]", counts for nothing. */
size_t form_column_of_field(const struct form *form, const char *field);

/* "partners, projects, ..." and "id, title, ...", in the language of the run. */
const char *form_list_files(struct cv_arena *arena);
const char *form_list_columns(const struct form *form, struct cv_arena *arena);
/* The columns of every kind of file, with a star at those that must be there. */
void form_print_all(FILE *out);

enum {
    PROGRAMME_ID,
    PROGRAMME_TITLE,
    PROGRAMME_TITLE_ZH,
    PROGRAMME_START,
    PROGRAMME_END,
    PROGRAMME_CURRENCY,
    PROGRAMME_COLUMNS
};
enum {
    PARTNER_ID,
    PARTNER_TITLE,
    PARTNER_TITLE_ZH,
    PARTNER_KIND,
    PARTNER_CONTACT,
    PARTNER_USERS,
    PARTNER_COLUMNS
};
enum {
    PROJECT_ID,
    PROJECT_TITLE,
    PROJECT_TITLE_ZH,
    PROJECT_PARTNER,
    PROJECT_SECTORS,
    PROJECT_STATE,
    PROJECT_PLANNED_START,
    PROJECT_PLANNED_END,
    PROJECT_ACTUAL_START,
    PROJECT_ACTUAL_END,
    PROJECT_COLUMNS
};
enum {
    SITE_PROJECT,
    SITE_ID,
    SITE_TITLE,
    SITE_TITLE_ZH,
    SITE_SHARE,
    SITE_COLUMNS
};
enum {
    BUDGET_PROJECT,
    BUDGET_ID,
    BUDGET_TITLE,
    BUDGET_TITLE_ZH,
    BUDGET_CATEGORY,
    BUDGET_SITE,
    BUDGET_YEAR,
    BUDGET_AMOUNT,
    BUDGET_DATE,
    BUDGET_REFERENCE,
    BUDGET_COLUMNS
};
enum {
    BUDGET_CHANGE_PROJECT,
    BUDGET_CHANGE_ID,
    BUDGET_CHANGE_KIND,
    BUDGET_CHANGE_LINE,
    BUDGET_CHANGE_TO_PROJECT,
    BUDGET_CHANGE_TO_LINE,
    BUDGET_CHANGE_AMOUNT,
    BUDGET_CHANGE_DATE,
    BUDGET_CHANGE_REFERENCE,
    BUDGET_CHANGE_COLUMNS
};
enum {
    COMMITMENT_PROJECT,
    COMMITMENT_ID,
    COMMITMENT_LINE,
    COMMITMENT_AMOUNT,
    COMMITMENT_DATE,
    COMMITMENT_REFERENCE,
    COMMITMENT_PAYEE,
    COMMITMENT_COLUMNS
};
enum {
    DISBURSEMENT_PROJECT,
    DISBURSEMENT_ID,
    DISBURSEMENT_COMMITMENT,
    DISBURSEMENT_AMOUNT,
    DISBURSEMENT_DATE,
    DISBURSEMENT_REFERENCE,
    DISBURSEMENT_COLUMNS
};
enum {
    INDICATOR_ID,
    INDICATOR_TITLE,
    INDICATOR_TITLE_ZH,
    INDICATOR_KIND,
    INDICATOR_UNIT,
    INDICATOR_UNIT_ZH,
    INDICATOR_DECIMALS,
    INDICATOR_GRAIN,
    INDICATOR_COUNTS_PEOPLE,
    INDICATOR_COLLECTION,
    INDICATOR_BASELINE,
    INDICATOR_BASELINE_DATE,
    INDICATOR_FEED,
    INDICATOR_FEED_BELOW,
    INDICATOR_FEED_PROJECT,
    INDICATOR_FEED_SITE,
    INDICATOR_COLUMNS
};
enum {
    OBSERVATION_INDICATOR,
    OBSERVATION_ID,
    OBSERVATION_PROJECT,
    OBSERVATION_SITE,
    OBSERVATION_SUBJECT,
    OBSERVATION_DATE,
    OBSERVATION_VALUE,
    OBSERVATION_WEIGHT,
    OBSERVATION_REFERENCE,
    OBSERVATION_COLUMNS
};
enum {
    TARGET_INDICATOR,
    TARGET_ID,
    TARGET_PERIOD,
    TARGET_PROJECT,
    TARGET_SITE,
    TARGET_VALUE,
    TARGET_RATING,
    TARGET_COLUMNS
};
enum {
    RESULT_INDICATOR,
    RESULT_ID,
    RESULT_PERIOD,
    RESULT_PROJECT,
    RESULT_SITE,
    RESULT_VALUE,
    RESULT_WEIGHT,
    RESULT_RATING,
    RESULT_STATEMENT,
    RESULT_DOCUMENT,
    RESULT_SUPERSEDES,
    RESULT_CORRECTION,
    RESULT_COLUMNS
};

#endif

/* What the Development service should do, as plainly as it can be said: arrays of all that was ever
 * recorded, and every figure worked out from them one by one. Shares no code with the service.
 *
 * Days are dates like 20240131, 0: none. Times are those the service recorded at. */
#ifndef TESTS_SERVICES_DEVELOPMENT_MODEL_H
#define TESTS_SERVICES_DEVELOPMENT_MODEL_H

#include "services/model_lines.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOUNS    7
#define IDS      5  /* of each noun */
#define SUBJECTS 4  /* "s0", "s1", .. */
#define MOVES_OF 40 /* one dossier */
#define RECORDS  48 /* of each of the three kinds, reversals with them */
#define NEVER    INT64_MAX

enum noun {
    CERTIFICATION_OF,
    MILESTONE_OF,
    ENTERPRISE_OF,
    EVENT_OF,
    EFFORT_OF,
    GRANT_OF,
    PRODUCT_OF
};

extern const char *const MODEL_COLLECTIONS[NOUNS];

struct model_move {
    const char *move; /* "GRANT" */
    const char *state;
    int32_t day;
    int32_t forecast;
    int64_t recorded_us;
    int64_t retracted_us;
};

struct model_dossier {
    int64_t recorded_us; /* NEVER: there is none */
    int project;         /* 0: none, 1: 0042, 2: 0043 */
    bool north;          /* at that site of 0042 */
    int subject;
    int kind; /* of its enum */
    const char *grade;
    const char *line;
    int related; /* -1: none */
    int64_t amount;
    int32_t planned;
    struct model_move moves[MOVES_OF];
    int move_count;
};

enum record_kind {
    FACT,
    SALE,
    RESULT,
    RECORD_KINDS
};

struct model_record {
    int64_t recorded_us; /* NEVER: there is none */
    int of;              /* enterprise or event; the subject of a fact */
    int kind;            /* of its enum; the basis of a sale */
    int64_t value;       /* minor units; the value of a fact */
    int64_t quantity;
    int letter; /* -1: none */
    int32_t day;
    int year, first, last; /* of a sale: months */
    int reverses;          /* -1: nothing */
    int64_t reversed_us;   /* NEVER */
};

struct model {
    struct model_dossier dossiers[NOUNS][IDS];
    struct model_record records[RECORD_KINDS][RECORDS];
};

enum command_kind {
    CREATE_DOSSIER,
    MOVE_DOSSIER,
    RETRACT_DOSSIER,
    CREATE_RECORD,
    REVERSE_RECORD,
    COMMANDS
};

struct model_command {
    enum command_kind kind;
    int noun; /* or a record_kind */
    int id;
    int reversal; /* the id of one */
    struct model_dossier dossier;
    struct model_move move;
    struct model_record record;
};

void model_begin(struct model *model);
/* Would the service accept it now? */
bool model_allows(const struct model *model, const struct model_command *command);
/* It did, at this time. */
void model_apply(struct model *model, const struct model_command *command, int64_t us);

/* All lines that the service's report should have. */
void model_report(const struct model *model, int32_t through, int64_t known_us, int32_t today,
                  struct model_report *report);

#endif

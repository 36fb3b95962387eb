#include "services/development_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const MODEL_COLLECTIONS[NOUNS] = {
    "certifications",  "milestones", "enterprises", "tradeEvents",
    "researchEfforts", "grants",     "products",
};

/* "FROM MOVE TO", all that there are. */
static const char *const LEGAL[NOUNS][12] = {
    {"NONE APPLY APPLIED", "APPLIED GRANT GRANTED", "APPLIED REFUSE REFUSED",
     "GRANTED LAPSE LAPSED", "GRANTED REVOKE REVOKED"},
    {"NONE PLAN PLANNED", "PLANNED FORECAST PLANNED", "PLANNED COMPLETE DONE", "DONE CITE DONE",
     "PLANNED WAIVE WAIVED", "DONE REOPEN PLANNED", "WAIVED REOPEN PLANNED"},
    {"NONE SETTLE SETTLED", "SETTLED LEAVE LEFT", "LEFT SETTLE SETTLED"},
    {"NONE PLAN PLANNED", "PLANNED HOLD HELD", "PLANNED CANCEL CANCELLED"},
    {"NONE PROPOSE PROPOSED", "PROPOSED START RUNNING", "RUNNING SOLVE SOLVED",
     "PROPOSED ABANDON ABANDONED", "RUNNING ABANDON ABANDONED"},
    {"NONE APPLY APPLIED", "APPLIED AWARD AWARDED", "APPLIED REFUSE REFUSED", "AWARDED END ENDED",
     "APPLIED WITHDRAW WITHDRAWN", "AWARDED WITHDRAW WITHDRAWN"},
    {"NONE DEVELOP IN_DEVELOPMENT", "IN_DEVELOPMENT LAUNCH LAUNCHED",
     "IN_DEVELOPMENT WITHDRAW WITHDRAWN", "LAUNCHED WITHDRAW WITHDRAWN"},
};

void model_begin(struct model *model)
{
    memset(model, 0, sizeof(*model));
    for (int noun = 0; noun < NOUNS; noun++) {
        for (int id = 0; id < IDS; id++)
            model->dossiers[noun][id].recorded_us = NEVER;
    }
    for (int kind = 0; kind < RECORD_KINDS; kind++) {
        for (int id = 0; id < RECORDS; id++)
            model->records[kind][id].recorded_us = NEVER;
    }
}

/* ---- dossiers ---- */

static bool stands(const struct model_move *move, int32_t through, int64_t known_us)
{
    return move->day <= through && move->recorded_us <= known_us && move->retracted_us > known_us;
}

/* The last move that stands; NULL: none does. */
static const struct model_move *last_of(const struct model_dossier *dossier, int32_t through,
                                        int64_t known_us)
{
    const struct model_move *last = NULL;

    for (int i = 0; i < dossier->move_count; i++) {
        if (stands(&dossier->moves[i], through, known_us))
            last = &dossier->moves[i];
    }
    return last;
}

static const struct model_move *last_now(const struct model_dossier *dossier)
{
    return last_of(dossier, 99991231, NEVER - 1);
}

/* Where it leads from there; NULL: nowhere. */
static const char *leads(int noun, const char *from, const char *move)
{
    char begin[64];

    (void)snprintf(begin, sizeof(begin), "%s %s ", from, move);
    for (int i = 0; LEGAL[noun][i] != NULL; i++) {
        if (strncmp(LEGAL[noun][i], begin, strlen(begin)) == 0)
            return LEGAL[noun][i] + strlen(begin);
    }
    return NULL;
}

/* The move with its state, if it may follow. */
static bool follow(int noun, const struct model_move *last, struct model_move *move)
{
    move->state = leads(noun, last == NULL ? "NONE" : last->state, move->move);
    return move->state != NULL && (last == NULL || move->day >= last->day);
}

static bool may_create(const struct model *model, const struct model_command *command)
{
    const struct model_dossier *asked = &command->dossier;
    const struct model_move *last = NULL;
    struct model_move moves[MOVES_OF];

    if (model->dossiers[command->noun][command->id].recorded_us != NEVER)
        return false;
    for (int i = 0; i < asked->move_count; i++) {
        moves[i] = asked->moves[i];
        if (!follow(command->noun, last, &moves[i]))
            return false;
        last = &moves[i];
    }
    if (command->noun == PRODUCT_OF)
        return model->dossiers[ENTERPRISE_OF][asked->related].recorded_us != NEVER;
    if (command->noun == CERTIFICATION_OF && asked->related >= 0) {
        const struct model_dossier *old = &model->dossiers[CERTIFICATION_OF][asked->related];

        return old->recorded_us != NEVER && old->kind == asked->kind &&
               old->subject == asked->subject;
    }
    return true;
}

/* ---- records ---- */

static bool is_live(const struct model_record *record, int32_t through, int64_t known_us)
{
    return record->recorded_us <= known_us && record->reverses < 0 &&
           record->reversed_us > known_us && record->day <= through;
}

static bool live_now(const struct model_record *record)
{
    return is_live(record, 99991231, NEVER - 1);
}

static bool may_sell(const struct model *model, const struct model_record *asked)
{
    const struct model_dossier *enterprise = &model->dossiers[ENTERPRISE_OF][asked->of];

    if (enterprise->recorded_us == NEVER || last_now(enterprise) == NULL)
        return false;
    for (int i = 0; i < RECORDS; i++) {
        const struct model_record *sale = &model->records[SALE][i];

        if (live_now(sale) && sale->year == asked->year && sale->first <= asked->last &&
            sale->last >= asked->first &&
            model->dossiers[ENTERPRISE_OF][sale->of].subject == enterprise->subject)
            return false;
    }
    return true;
}

/* What live orders came of these letters. */
static void ordered(const struct model *model, int letter, int64_t *quantity, int64_t *minor)
{
    *quantity = 0;
    *minor = 0;
    for (int i = 0; i < RECORDS; i++) {
        const struct model_record *order = &model->records[RESULT][i];

        if (live_now(order) && order->letter == letter) {
            *quantity += order->quantity;
            *minor += order->value;
        }
    }
}

static bool may_result(const struct model *model, const struct model_record *asked)
{
    const struct model_dossier *event = &model->dossiers[EVENT_OF][asked->of];
    const struct model_move *last = last_now(event);
    const struct model_record *letter;
    int64_t quantity;
    int64_t minor;

    if (event->recorded_us == NEVER || last == NULL || strcmp(last->state, "HELD") != 0)
        return false;
    if (asked->letter < 0)
        return true;
    letter = &model->records[RESULT][asked->letter];
    ordered(model, asked->letter, &quantity, &minor);
    return live_now(letter) && letter->kind == 4 && letter->of == asked->of &&
           letter->day <= asked->day && quantity + asked->quantity <= letter->quantity &&
           minor + asked->value <= letter->value;
}

static bool may_reverse(const struct model *model, const struct model_command *command)
{
    const struct model_record *record = &model->records[command->noun][command->id];
    int64_t quantity;
    int64_t minor;

    if (!live_now(record) || model->records[command->noun][command->reversal].recorded_us != NEVER)
        return false;
    if (command->noun == RESULT && record->kind == 4) {
        ordered(model, command->id, &quantity, &minor);
        return quantity == 0;
    }
    return true;
}

static bool may_record(const struct model *model, const struct model_command *command)
{
    if (model->records[command->noun][command->id].recorded_us != NEVER)
        return false;
    if (command->noun == SALE)
        return may_sell(model, &command->record);
    return command->noun == FACT || may_result(model, &command->record);
}

/* ---- commands ---- */

bool model_allows(const struct model *model, const struct model_command *command)
{
    const struct model_dossier *dossier = &model->dossiers[command->noun][command->id % IDS];
    struct model_move move = command->move;

    switch (command->kind) {
    case CREATE_DOSSIER:
        return may_create(model, command);
    case MOVE_DOSSIER:
        return dossier->recorded_us != NEVER && follow(command->noun, last_now(dossier), &move);
    case RETRACT_DOSSIER:
        return dossier->recorded_us != NEVER && last_now(dossier) != NULL;
    case CREATE_RECORD:
        return may_record(model, command);
    default:
        return may_reverse(model, command);
    }
}

static void add_move(int noun, struct model_dossier *dossier, const struct model_move *asked,
                     int64_t us)
{
    struct model_move move = *asked;

    (void)follow(noun, last_now(dossier), &move);
    move.recorded_us = us;
    move.retracted_us = NEVER;
    dossier->moves[dossier->move_count++] = move;
}

static void create(struct model *model, const struct model_command *command, int64_t us)
{
    struct model_dossier *dossier = &model->dossiers[command->noun][command->id];

    *dossier = command->dossier;
    dossier->recorded_us = us;
    dossier->move_count = 0;
    for (int i = 0; i < command->dossier.move_count; i++)
        add_move(command->noun, dossier, &command->dossier.moves[i], us);
}

static void retract(struct model_dossier *dossier, int64_t us)
{
    int i = dossier->move_count - 1;

    while (dossier->moves[i].retracted_us != NEVER)
        i--;
    dossier->moves[i].retracted_us = us;
}

void model_apply(struct model *model, const struct model_command *command, int64_t us)
{
    struct model_dossier *dossier = &model->dossiers[command->noun][command->id % IDS];
    struct model_record *record;

    if (command->kind == CREATE_DOSSIER) {
        create(model, command, us);
    } else if (command->kind == MOVE_DOSSIER) {
        add_move(command->noun, dossier, &command->move, us);
    } else if (command->kind == RETRACT_DOSSIER) {
        retract(dossier, us);
    } else {
        record = &model->records[command->noun][command->id];
        if (command->kind == REVERSE_RECORD) {
            record->reversed_us = us;
            model->records[command->noun][command->reversal] = *record;
            record = &model->records[command->noun][command->reversal];
            record->reverses = command->id;
        } else {
            *record = command->record;
            record->reverses = -1;
        }
        record->recorded_us = us;
        record->reversed_us = command->kind == REVERSE_RECORD ? us : NEVER;
    }
}

#include "dossier/dossier.h"

#include "service/message.h"

#include <string.h>

#define MOVES_MAX 100 /* of one Create */

static const struct dossier_noun *const NOUNS[] = {
    &certification_noun,   &milestone_noun, &enterprise_noun, &trade_event_noun,
    &research_effort_noun, &grant_noun,     &product_noun,
};
#define NOUN_COUNT (sizeof(NOUNS) / sizeof(NOUNS[0]))

const struct dossier_noun *dossier_noun_of(enum dossier_kind kind)
{
    size_t i = 0;

    while (i < NOUN_COUNT - 1 && NOUNS[i]->kind != kind)
        i++;
    return NOUNS[i];
}

static const struct dossier_noun *noun_of_type(const ProtobufCMessageDescriptor *type)
{
    size_t i = 0;

    while (i < NOUN_COUNT - 1 && NOUNS[i]->type != type)
        i++;
    return NOUNS[i];
}

/* ---- from the wire ---- */

static const char *path(struct cv_check *check, const struct dossier_noun *noun, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", noun->thing, field);

    return text == NULL ? noun->thing : text;
}

const char *dossier_related_id(struct cv_check *check, const char *field, const char *name,
                               const struct dossier_noun *noun, const char *programme,
                               bool required)
{
    struct cv_id ids[2] = {0};
    const char *id;

    if (name[0] == '\0' && !required)
        return "";
    cv_check_name(check, field, name, noun->name, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, field, "%s must be of the same programme, programmes/%s", field,
                      programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

static void read_moves(const struct dossier_noun *noun, struct cv_check *check,
                       const ProtobufCMessage *message, struct dossier *dossier)
{
    size_t count;
    ProtobufCMessage *const *asked = cv_message_rows(message, "moves", &count);

    cv_check_range(check, path(check, noun, "moves"), (int64_t)count, 1, MOVES_MAX);
    if (!cv_check_fine(check))
        return;
    dossier->moves = cv_arena_array(check->arena, count, sizeof(*dossier->moves));
    for (size_t i = 0; dossier->moves != NULL && i < count && cv_check_fine(check); i++) {
        struct dossier_move *move = &dossier->moves[i];
        const char *field = cv_arena_printf(check->arena, "%s.moves[%zu]", noun->thing, i);

        dossier_move_read(noun, check, field == NULL ? "" : field, (const void *)asked[i], move);
        if (cv_check_fine(check))
            check->status = dossier_move_follow(noun, check->arena, dossier, move);
        move->sequence = (int64_t)i + 1;
        dossier->move_count++;
        dossier_fold(dossier);
    }
}

static void read_place(const struct dossier_noun *noun, struct cv_check *check,
                       const ProtobufCMessage *message, const char *programme,
                       struct dossier *dossier)
{
    dossier->project =
        field_project_id(check, path(check, noun, "project"), cv_message_field(message, "project"),
                         programme, noun->needs_project);
    dossier->site = cv_message_field(message, "site");
    cv_check_id(check, path(check, noun, "site"), dossier->site, false);
    if (dossier->site[0] != '\0' && dossier->project[0] == '\0')
        cv_check_fail(check, path(check, noun, "site"), "a site is one of a project: name it, too");
    dossier->subject = cv_message_field(message, "subject");
    cv_check_id(check, path(check, noun, "subject"), dossier->subject, noun->needs_subject);
    if (dossier->subject[0] == '\0')
        dossier->subject = dossier->id;
}

static void read_shared(const struct dossier_noun *noun, struct cv_check *check,
                        const ProtobufCMessage *message, const char *programme,
                        struct dossier *dossier)
{
    dossier->title = cv_message_field(message, "title");
    dossier->title_zh = cv_message_field(message, "title_zh");
    cv_field_titles(check, path(check, noun, "title"), dossier->title, dossier->title_zh);
    read_place(noun, check, message, programme, dossier);
    dossier->reference = cv_message_field(message, "reference");
    cv_check_text(check, path(check, noun, "reference"), dossier->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    dossier->grade = "";
    dossier->line = "";
    dossier->party = "";
    dossier->related = "";
}

/* ---- to the wire ---- */

char *dossier_name(struct cv_arena *arena, const struct dossier_noun *noun, const char *programme,
                   const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/%s/%s", programme, noun->collection, id);
}

static bool wire_moves(struct cv_arena *arena, const struct dossier *dossier,
                       ProtobufCMessage *message)
{
    void **moves = cv_arena_array(arena, dossier->move_count + 1, sizeof(*moves));

    for (size_t i = 0; moves != NULL && i < dossier->move_count; i++) {
        moves[i] = dossier_move_wire(arena, &dossier->moves[i]);
        if (moves[i] == NULL)
            return false;
    }
    if (moves != NULL)
        cv_message_set_rows(message, "moves", moves, dossier->move_count);
    return moves != NULL;
}

void *dossier_wire(const struct dossier_noun *noun, struct cv_arena *arena, const char *programme,
                   const char *currency, const struct dossier *dossier)
{
    ProtobufCMessage *message = cv_message_new(arena, noun->type);

    if (message == NULL || !wire_moves(arena, dossier, message))
        return NULL;
    cv_message_set_text(message, "name", dossier_name(arena, noun, programme, dossier->id));
    cv_message_set_text(message, "title", cv_wire_text(dossier->title));
    cv_message_set_text(message, "title_zh", cv_wire_text(dossier->title_zh));
    cv_message_set_text(message, "project", field_project_name(arena, programme, dossier->project));
    cv_message_set_text(message, "site", cv_wire_text(dossier->site));
    cv_message_set_text(message, "subject", cv_wire_text(dossier->subject));
    cv_message_set_text(message, "reference", cv_wire_text(dossier->reference));
    cv_message_set_enum(message, "state", (int)dossier->state);
    cv_message_set_message(message, "state_date", cv_wire_date(arena, dossier->moved_on));
    cv_message_set_text(message, "etag", cv_wire_text(cv_field_etag(arena, dossier->version)));
    cv_message_set_message(message, "create_time", cv_wire_time(arena, dossier->created_us));
    cv_message_set_message(message, "update_time", cv_wire_time(arena, dossier->changed_us));
    noun->wire(arena, programme, currency, dossier, message);
    return arena->exhausted ? NULL : message;
}

/* ---- Create ---- */

void dossier_creation_read(struct cv_check *check, const void *thing, void *memory)
{
    const ProtobufCMessage *message = thing;
    struct dossier_state *state = memory;
    const char *programme = state->ids.parent->text;

    state->noun = noun_of_type(message->descriptor);
    state->dossier.id = state->ids.id.text;
    read_shared(state->noun, check, message, programme, &state->dossier);
    state->noun->read(check, thing, programme, &state->dossier);
    read_moves(state->noun, check, message, &state->dossier);
}

/* What it relates to is there, and fits. */
static struct cv_status relate(struct cv_books *books, const struct dossier_state *state)
{
    const struct dossier_noun *noun = state->noun;
    const struct dossier *dossier = &state->dossier;
    struct dossier other;
    const char *field;
    struct cv_status status;

    if (dossier->related[0] == '\0')
        return CV_STATUS_OK;
    field = cv_arena_printf(books->arena, "%s.%s", noun->thing, noun->related_field);
    status = dossier_get(books, state->programme.uid, noun->related,
                         dossier_noun_of(noun->related)->thing, dossier->related, field,
                         &DOSSIER_NOW, &other);
    if (cv_ok(status) && noun->related == noun->kind &&
        (other.kind != dossier->kind || strcmp(other.subject, dossier->subject) != 0))
        status = cv_status_field(books->arena, field, "%s is of another kind or another subject",
                                 other.id);
    return status;
}

struct cv_status dossier_creation_record(struct cv_books *books, void *memory)
{
    struct dossier_state *state = memory;
    const char *programme = state->ids.parent->text;
    struct cv_status status = programme_find(books, programme, &state->programme);

    if (cv_ok(status) && state->dossier.currency != NULL)
        status = field_currency_match(
            books->arena, cv_arena_printf(books->arena, "%s.amount", state->noun->thing),
            state->dossier.currency, state->programme.currency);
    if (cv_ok(status))
        status = relate(books, state);
    return cv_ok(status) ? dossier_insert(books, programme, state->programme.uid, state->noun->kind,
                                          state->noun->thing, &state->dossier)
                         : status;
}

/* As it was created: what happened since does not make it another. */
struct cv_status dossier_creation_load(struct cv_books *books, void *memory)
{
    struct dossier_state *state = memory;
    const struct dossier_noun *noun = state->noun;
    struct dossier_view view = DOSSIER_NOW;
    struct cv_status status = dossier_get(books, state->programme.uid, noun->kind, noun->thing,
                                          state->ids.id.text, NULL, &view, &state->dossier);

    view.known_us = state->dossier.created_us;
    return cv_ok(status) ? dossier_get(books, state->programme.uid, noun->kind, noun->thing,
                                       state->ids.id.text, NULL, &view, &state->dossier)
                         : status;
}

ProtobufCMessage *dossier_creation_wire(struct cv_arena *arena, const void *memory)
{
    const struct dossier_state *state = memory;

    return dossier_wire(state->noun, arena, state->ids.parent->text, state->programme.currency,
                        &state->dossier);
}

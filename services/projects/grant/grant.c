#include "caravan/projects/v1/grant.pb-c.h"
#include "dossier/dossier.h"

#define NAME        PROGRAMME_NAME "/grants/@"
#define GRANTOR_MAX 200

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__Grant *message = thing;
    struct cv_money amount = cv_field_money(check, "grant.amount", message->amount);

    (void)programme;
    cv_field_enum(check, "grant.level", &caravan__projects__v1__grant_level__descriptor,
                  message->level, true);
    cv_check_text(check, "grant.grantor", message->grantor, GRANTOR_MAX, true);
    dossier->kind = message->level;
    dossier->party = message->grantor;
    dossier->amount_minor = amount.minor;
    dossier->currency = amount.currency;
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__Grant *message = thing;

    (void)programme;
    message->level = (Caravan__Projects__V1__GrantLevel)dossier->kind;
    message->grantor = cv_wire_text(dossier->party);
    message->amount = cv_field_money_wire(arena, currency, dossier->amount_minor);
}

const struct dossier_noun grant_noun = {
    .kind = DOSSIER_GRANT,
    .thing = "grant",
    .collection = "grants",
    .name = NAME,
    .machine = &grant_machine,
    .type = &caravan__projects__v1__grant__descriptor,
    .kinds = &caravan__projects__v1__grant_level__descriptor,
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(grant, Grant, grants, NAME);

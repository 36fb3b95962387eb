#include "caravan/projects/v1/trade_event.pb-c.h"
#include "dossier/dossier.h"

#define NAME PROGRAMME_NAME "/tradeEvents/@"

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__TradeEvent *message = thing;

    (void)programme;
    cv_field_enum(check, "trade_event.kind", &caravan__projects__v1__trade_event_kind__descriptor,
                  message->kind, true);
    dossier->kind = message->kind;
    dossier->planned_on =
        cv_wire_date_read(check, "trade_event.start_date", message->start_date, true);
    dossier->planned_until =
        cv_wire_date_read(check, "trade_event.end_date", message->end_date, true);
    if (dossier->planned_until < dossier->planned_on)
        cv_check_fail(check, "trade_event.end_date", "end_date must not be before start_date");
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__TradeEvent *message = thing;

    (void)programme;
    (void)currency;
    message->kind = (Caravan__Projects__V1__TradeEventKind)dossier->kind;
    message->start_date = cv_wire_date(arena, dossier->planned_on);
    message->end_date = cv_wire_date(arena, dossier->planned_until);
}

const struct dossier_noun trade_event_noun = {
    .kind = DOSSIER_TRADE_EVENT,
    .thing = "trade_event",
    .collection = "tradeEvents",
    .name = NAME,
    .machine = &trade_event_machine,
    .type = &caravan__projects__v1__trade_event__descriptor,
    .kinds = &caravan__projects__v1__trade_event_kind__descriptor,
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(trade_event, TradeEvent, trade_events, NAME);

/* Get and List of dossiers. */
#include "app/date.h"
#include "dossier/dossier.h"

struct cv_status dossier_find(const struct dossier_noun *noun, struct cv_books *books,
                              const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct dossier dossier;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = dossier_get(books, programme.uid, noun->kind, noun->thing, ids[1].text, NULL,
                             &DOSSIER_NOW, &dossier);
    if (cv_ok(status))
        *message = dossier_wire(noun, books->arena, ids[0].text, programme.currency, &dossier);
    return status;
}

const char *dossier_chosen(struct cv_check *check, struct cv_listing_call *list)
{
    const Caravan__Projects__V1__ListDossiersRequest *request = (const void *)list->request;
    struct dossier_choice *choice =
        &CV_CONTAINER_OF(list, struct dossier_listing_call, list)->choice;

    *choice = (struct dossier_choice){
        .project = field_project_id(check, "project", request->project, list->parent->text, false),
        .site = request->site,
        .subject = request->subject,
        .grade = request->grade,
        .line = request->line,
        .kind = request->kind,
        .state = request->state,
        .view = DOSSIER_NOW,
    };
    cv_field_enum(check, "state", &caravan__projects__v1__development_state__descriptor,
                  request->state, false);
    if (request->effective_through != NULL)
        choice->view.through =
            cv_wire_date_read(check, "effective_through", request->effective_through, true);
    if (request->known_at != NULL)
        choice->view.known_us = cv_wire_time_read(check, "known_at", request->known_at);
    return cv_arena_printf(check->arena, "%s %s %s %s %s %s %d %d %d %lld", request->parent,
                           choice->project, choice->site, choice->subject, choice->grade,
                           choice->line, request->kind, (int)request->state,
                           (int)choice->view.through, (long long)choice->view.known_us);
}

struct cv_status dossier_listing_read(const struct dossier_noun *noun, struct cv_books *books,
                                      struct cv_listing_call *list)
{
    struct dossier_listing_call *self = CV_CONTAINER_OF(list, struct dossier_listing_call, list);
    struct cv_status status = programme_find(books, list->parent->text, &self->programme);

    return cv_ok(status)
               ? dossier_list(books, self->programme.uid, noun->kind, &self->choice, &list->listed)
               : status;
}

void *dossier_listing_wire(const struct dossier_noun *noun, struct cv_books *books,
                           const struct cv_listing_call *list, const void *row)
{
    const struct dossier_listing_call *self =
        CV_CONTAINER_OF(list, const struct dossier_listing_call, list);

    return dossier_wire(noun, books->arena, list->parent->text, self->programme.currency, row);
}

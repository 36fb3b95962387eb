#include "service/listing.h"

#include "base/assert.h"
#include "service/field.h"
#include "service/message.h"

#include <string.h>

static struct cv_uuid key_of(const struct cv_listing_key *key, const char *row)
{
    struct cv_uuid uuid;
    int64_t number;

    if (key->size == sizeof(uuid)) {
        memcpy(&uuid, row + key->offset, sizeof(uuid));
        return uuid;
    }
    CV_ASSERT(key->size == sizeof(number));
    memcpy(&number, row + key->offset, sizeof(number));
    return cv_page_key(number);
}

static ProtobufCMessage *answer(struct cv_books *books, const struct cv_listing_call *self)
{
    const struct cv_listed *listed = &self->listed;
    const ProtobufCMessageDescriptor *type = cv_call_method(self->call)->response;
    ProtobufCMessage *message = cv_message_new(books->arena, type);
    void **things = cv_arena_array(books->arena, listed->count + 1, sizeof(*things));
    const char *row = listed->rows;

    if (message == NULL || things == NULL)
        return NULL;
    for (size_t i = 0; i < listed->count; i++, row += listed->row_size) {
        things[i] = self->listing->wire(books, self, row);
        if (things[i] == NULL)
            return NULL;
    }
    cv_message_set_rows(message, cv_message_rows_name(type), things, listed->count);
    if (listed->more)
        cv_message_set_text(message, "next_page_token",
                            cv_page_next(&listed->page, books->arena,
                                         key_of(&self->listing->key, row - listed->row_size)));
    return message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct cv_listing_call *self = CV_CONTAINER_OF(unit, struct cv_listing_call, unit);
    struct cv_books books;
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    self->listed = (struct cv_listed){.page = self->listed.page};
    status = self->listing->read(&books, self);
    if (cv_ok(status))
        *reply = answer(&books, self);
    return status;
}

bool cv_listing_check(const struct cv_listing *listing, struct cv_listing_call *self,
                      struct cv_call *call, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const char *bound = "";

    self->listing = listing;
    self->call = call;
    self->request = request;
    if (listing->parent != NULL) {
        CV_ASSERT_CMP(cv_name_ids(listing->parent), <=,
                      sizeof(self->parent) / sizeof(self->parent[0]));
        bound = cv_message_field(request, "parent");
        cv_check_name(&check, "parent", bound, listing->parent, self->parent);
    }
    if (listing->chosen != NULL)
        bound = listing->chosen(&check, self);
    cv_field_page(&check, call, bound, cv_message_int32(request, "page_size"),
                  cv_message_field(request, "page_token"), &self->listed.page);
    if (!cv_check_fine(&check))
        cv_call_finish(call, check.status);
    return cv_check_fine(&check);
}

void cv_listing_read(struct cv_listing_call *self, struct cv_store *store)
{
    cv_unit_read(&self->unit, self->call, store, work);
}

void cv_listing_run(const struct cv_listing *listing, struct cv_listing_call *self,
                    struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request)
{
    if (cv_listing_check(listing, self, call, request))
        cv_listing_read(self, store);
}

#include "manifest/manifest.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct manifest manifest;
    int64_t hub_no;
    struct cv_status status = hub_number(books, ids[0].text, &hub_no);

    if (cv_ok(status))
        status = manifest_get(books, hub_no, ids[1].text, &manifest);
    if (!cv_ok(status))
        return status;
    *message = manifest_wire(books->arena, ids[0].text, &manifest);
    return manifest_tell_unloading(books, ids[0].text, hub_no, &manifest, *message);
}

LOOKUP_METHOD(hubs, manifest, Manifest, MANIFEST_NAME);

#include "caravan/projects/v1/product.pb-c.h"
#include "dossier/dossier.h"

#define NAME PROGRAMME_NAME "/products/@"

static void read(struct cv_check *check, const void *thing, const char *programme,
                 struct dossier *dossier)
{
    const Caravan__Projects__V1__Product *message = thing;

    dossier->related = dossier_related_id(check, "product.enterprise", message->enterprise,
                                          &enterprise_noun, programme, true);
}

static void wire(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *thing)
{
    Caravan__Projects__V1__Product *message = thing;

    (void)currency;
    message->enterprise = dossier_name(arena, &enterprise_noun, programme, dossier->related);
}

const struct dossier_noun product_noun = {
    .kind = DOSSIER_PRODUCT,
    .thing = "product",
    .collection = "products",
    .name = NAME,
    .machine = &product_machine,
    .type = &caravan__projects__v1__product__descriptor,
    .related = DOSSIER_ENTERPRISE,
    .related_field = "enterprise",
    .read = read,
    .wire = wire,
};

DOSSIER_METHODS(product, Product, products, NAME);

#include "TemplateFiles.h"

#include <stddef.h>

// The compiler reads the files where they are, so that the program cannot hold other ones.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char docker_readme[] = {
#embed "../../templates/docker/README.md"
};
static const unsigned char docker_main[] = {
#embed "../../templates/docker/main.tf"
};
static const unsigned char docker_minimal_readme[] = {
#embed "../../templates/docker-minimal/README.md"
};
static const unsigned char docker_minimal_main[] = {
#embed "../../templates/docker-minimal/main.tf"
};
static const unsigned char devcontainer_readme[] = {
#embed "../../templates/devcontainer/README.md"
};
static const unsigned char devcontainer_main[] = {
#embed "../../templates/devcontainer/main.tf"
};
static const unsigned char azure_readme[] = {
#embed "../../templates/azure-container-instances/README.md"
};
static const unsigned char azure_main[] = {
#embed "../../templates/azure-container-instances/main.tf"
};
static const unsigned char fly_readme[] = {
#embed "../../templates/fly/README.md"
};
static const unsigned char fly_main[] = {
#embed "../../templates/fly/main.tf"
};
static const unsigned char fly_multi_region_readme[] = {
#embed "../../templates/fly-multi-region/README.md"
};
static const unsigned char fly_multi_region_main[] = {
#embed "../../templates/fly-multi-region/main.tf"
};
static const unsigned char kubernetes_readme[] = {
#embed "../../templates/kubernetes/README.md"
};
static const unsigned char kubernetes_main[] = {
#embed "../../templates/kubernetes/main.tf"
};

static const struct template_file files[] = {
    {"docker", "README.md", docker_readme, sizeof docker_readme},
    {"docker", "main.tf", docker_main, sizeof docker_main},
    {"docker-minimal", "README.md", docker_minimal_readme, sizeof docker_minimal_readme},
    {"docker-minimal", "main.tf", docker_minimal_main, sizeof docker_minimal_main},
    {"devcontainer", "README.md", devcontainer_readme, sizeof devcontainer_readme},
    {"devcontainer", "main.tf", devcontainer_main, sizeof devcontainer_main},
    {"azure-container-instances", "README.md", azure_readme, sizeof azure_readme},
    {"azure-container-instances", "main.tf", azure_main, sizeof azure_main},
    {"fly", "README.md", fly_readme, sizeof fly_readme},
    {"fly", "main.tf", fly_main, sizeof fly_main},
    {"fly-multi-region", "README.md", fly_multi_region_readme, sizeof fly_multi_region_readme},
    {"fly-multi-region", "main.tf", fly_multi_region_main, sizeof fly_multi_region_main},
    {"kubernetes", "README.md", kubernetes_readme, sizeof kubernetes_readme},
    {"kubernetes", "main.tf", kubernetes_main, sizeof kubernetes_main},
};

const struct template_file *template_file(int index) {
  int count = sizeof files / sizeof files[0];
  return index >= 0 && index < count ? &files[index] : NULL;
}

// The sizes of a Noise-to-Notes network as JSON, as its weight file carries them.
#include "models/config_fields.h"
#include "models/n2n.h"

namespace drumlin::models::n2n {
namespace {

void check_far(const Config& c, const ConfigFields& fields) {
  if (c.frames % c.far_frames != 0) fields.refuse("\"frames\" must be a multiple of \"far_frames\"");
  if (c.far_width % (2 * c.far_heads) != 0) fields.refuse("\"far_width\" must be a multiple of twice \"far_heads\"");
}

/// What one field alone cannot say.
void check_together(const Config& c, const ConfigFields& fields) {
  if (c.frames % c.frames_per_token != 0) fields.refuse("\"frames\" must be a multiple of \"frames_per_token\"");
  if (c.width % (2 * c.heads) != 0) fields.refuse("\"width\" must be a multiple of twice \"heads\"");
  if (c.features.bands >> c.stem.size() == 0) {
    fields.refuse("\"stem\" halves the bands more often than there are bands");
  }
  if (c.far_depth > 0) check_far(c, fields);
}

}  // namespace

std::string to_json(const Config& c) {
  const nlohmann::json object = {{"features", models::to_json(c.features)},
                                 {"drums", c.drums},
                                 {"frames", c.frames},
                                 {"frames_per_token", c.frames_per_token},
                                 {"stem", c.stem},
                                 {"width", c.width},
                                 {"heads", c.heads},
                                 {"depth", c.depth},
                                 {"kernel", c.kernel},
                                 {"heard", c.heard},
                                 {"foundation", c.foundation},
                                 {"denoiser_width", c.denoiser_width},
                                 {"denoiser_depth", c.denoiser_depth},
                                 {"denoiser_kernel", c.denoiser_kernel},
                                 {"far_depth", c.far_depth},
                                 {"far_width", c.far_width},
                                 {"far_heads", c.far_heads},
                                 {"far_frames", c.far_frames},
                                 {"sigma_data", c.sigma_data}};
  return object.dump();
}

Config from_json(std::string_view text) {
  const ConfigFields fields(text, "Noise-to-Notes");
  Config c;
  c.features = fields.features();
  c.drums = fields.whole("drums", 1, 128);
  c.frames = fields.whole("frames", 1, 65536);
  c.frames_per_token = fields.whole("frames_per_token", 1, 64);
  c.stem = fields.list("stem", 1, 1024);
  c.width = fields.whole("width", 1, 8192);
  c.heads = fields.whole("heads", 1, 128);
  c.depth = fields.whole("depth", 0, 128);
  c.kernel = fields.kernel("kernel");
  c.heard = fields.whole("heard", 1, 8192);
  c.foundation = fields.whole("foundation", 0, 16384);
  c.denoiser_width = fields.whole("denoiser_width", 1, 8192);
  c.denoiser_depth = fields.whole("denoiser_depth", 0, 128);
  c.denoiser_kernel = fields.kernel("denoiser_kernel");
  if (fields.has("far_depth")) {  // older weights look no farther than convolutions
    c.far_depth = fields.whole("far_depth", 0, 128);
    c.far_width = fields.whole("far_width", 1, 8192);
    c.far_heads = fields.whole("far_heads", 1, 128);
    c.far_frames = fields.whole("far_frames", 1, 64);
  }
  c.sigma_data = fields.number("sigma_data", 1e-3F, 100.0F);
  check_together(c, fields);
  return c;
}

}  // namespace drumlin::models::n2n

// Our short-time transform against torch's.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <vector>

#include "audio/spectrum.h"

namespace drumlin::audio {
namespace {

TEST(Stft, EqualsTorchs) {
  torch::manual_seed(3);
  const torch::Tensor samples = torch::rand({10000}) * 2 - 1;
  for (int size : {256, 1024, 2048, 4096}) {
    const int hop = 441;
    const torch::Tensor window = torch::hann_window(size);
    const torch::Tensor theirs =
        (torch::stft(samples, size, hop, size, window, /*center=*/true, "constant", /*normalized=*/false,
                     /*onesided=*/true, /*return_complex=*/true)
             .abs() *
         2 / window.sum())
            .t()
            .contiguous();  // (frames, bins)
    Stft stft(size);
    const int frames = static_cast<int>(theirs.size(0));
    torch::Tensor ours = torch::zeros({frames, stft.bins()});
    stft.compute({samples.data_ptr<float>(), 10000}, 0, hop, frames,
                 {ours.data_ptr<float>(), static_cast<std::size_t>(ours.numel())});
    EXPECT_LT((ours - theirs).abs().max().item<float>(), 1e-6F) << size;
  }
}

}  // namespace
}  // namespace drumlin::audio

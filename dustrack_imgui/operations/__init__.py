"""Operations on whole layers as pure functions of model values: copy, splice, thin, tidy, blips, areas."""

export { artefactJson, loadArtefact } from './artefact.ts';
export { type Artefact, type Estimate, formatName, type OwnTableOrigin } from './artefact-format.ts';
export { type Boosting, type BoostingOptions, boostingProba, trainBoosting } from './boosting.ts';
export {
  type Classifier,
  type ClassifierOptions,
  classifierProba,
  classifierTraining,
  trainClassifier,
} from './classifier.ts';
export { type CrossValidation, crossValidate, type Train } from './cross-validate.ts';
export { type ExtraTrees, type ExtraTreesOptions, extraTreesProba, trainExtraTrees } from './extra-trees.ts';
export { type ClassName, classNames, type FeatureName, featureNames, steelPlateSchema } from './feature-names.ts';
export { type Metrics, metricsOf, mostProbable } from './metrics.ts';
export { novelty, predictProba, type TabularModel } from './model.ts';
export { isReference, type NoveltyOptions, type NoveltyReference, noveltyOf, trainNovelty } from './novelty.ts';
export { type Certificate, certify, type Judged } from './selective-risk.ts';
export { checkedFeatures, type LabelledRow, type Schema, type Table, tableDigest, tableOf } from './table.ts';
export { type TrainingOptions, trainArtefact } from './train-artefact.ts';
